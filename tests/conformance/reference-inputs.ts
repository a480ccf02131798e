const HEX = "0123456789abcdef".repeat(8);
const SHA256 = `sha256:${HEX.slice(0, 64)}`;

/** One text a line: odd ones by hand, then every combination of odd parts. None holds a line break. */
export function referenceInputs(): readonly string[] {
  return [...new Set([...byHand(), ...combined(), ...lengths()])];
}

function byHand(): readonly string[] {
  const names =
    "debian Debian DEBIAN dEbian scratch localhost library docker.io index.docker.io a 1 0/0 a/b/c/d/e " +
    "UPPER/app Upper/App upper/App UPPER_x/app UPPER-/app U/a/b localhost/a localhost/a/b LOCALHOST/a " +
    "docker.io/a docker.io/library/a docker.io/library/a/b docker.io/a/b DOCKER.IO/a docker.io./a " +
    "docker.io:443/a index.docker.io/a index.docker.io/a/b index.docker.io/library/a INDEX.docker.io/a " +
    "registry-1.docker.io/a library/a library/a/b library/library/a docker.io/ docker.io// /docker.io " +
    "a_b.example/c a-b.example/c a..b/c a.-b/c a-.b/c -a.b/c a.b-/c a.b./c .a.b/c a.b--c.d/e a__b/c a___b " +
    "a.b/c_d a.b/c__d a.b/c___d a.b/c--d a.b/c.-d a.b/c-_d a.b/c. a.b/-c a.b/c- a.b/_c a.b/c_ a.b/.c " +
    "my.org/app docker.io/my.org/app docker.io/my.org docker.io/localhost docker.io/localhost/a " +
    "host:1/a host:/a host:a/a host:1:2/a host:00000000000000000000001/a host:1/a:b host:1/a:b/c :1/a " +
    "127.0.0.1/a 127.0.0.1:5000/a 999.999.999.999/a ::1/a [::1]/a [::1]:5/a [::1]:/a [::1]5/a []/a [:]/a " +
    "[::1/a ::1]/a [[::1]]/a [fe80::1%25eth0]/a [::ffff:1.2.3.4]/a [ABCDEF]/a [g::]/a x[::1]/a [::1] [::1]:5 " +
    "[::1]/A [::1].a/b https://a.b/c http://a b//c a/ / // . .. ./a ../a /a a/. a/.. @ : :a @a a@ a: a:@ a:b@ " +
    "a@b a@b:c a:b:c a:b/c a:b:c/d a@b/c a:b@c:d a:latest a:LATEST a:Latest-1.0_x a:_ a:. a:- a:.a a:-a a:a. " +
    "a:a- a:a+b a:a/b a:é a:a! a:$b a:{b} a$b a{b} $a $" +
    "{a} $" +
    "{a}:b %%a%% a%20b a\\b a,b a;b a=b a+b a~b a!b a?b a#b #a a*b a(b) <a> a|b a&b 'a' \"a\" `a` ^a " +
    "alpıne K K/a K.a/b a.K/b İ.a/b ａ a١ é É é/a É/a a/é a/É é.a/b É.a/b a:É ß/a ẞ/a Σ/a ς/a 漢/字 a\u00adb " +
    "a\u200b \ufeffa a\u2028b a\u0000 \u0000 a\u007f a\u0001b 😀 😀/a a:😀 \u{10400}/a xn--a/b a.xn--b/c";
  const digests = [
    SHA256,
    `sha384:${HEX.slice(0, 96)}`,
    `sha512:${HEX}`,
    `sha256:${HEX.slice(0, 63)}`,
    `sha256:${HEX.slice(0, 65)}`,
    `sha256:${HEX.slice(0, 32)}`,
    `sha256:${HEX.slice(0, 31)}`,
    `sha256:${HEX.slice(0, 64).toUpperCase()}`,
    `SHA256:${HEX.slice(0, 64)}`,
    `sha384:${HEX.slice(0, 64)}`,
    `sha512:${HEX.slice(0, 64)}`,
    `sha1:${HEX.slice(0, 40)}`,
    `md5:${HEX.slice(0, 32)}`,
    `blake3:${HEX.slice(0, 64)}`,
    `sha256+b64:${HEX.slice(0, 64)}`,
    `sha-256:${HEX.slice(0, 64)}`,
    `256:${HEX.slice(0, 64)}`,
    `:${HEX.slice(0, 64)}`,
    HEX.slice(0, 64),
    `${SHA256}:a`,
    `${SHA256}@${SHA256}`,
    `${SHA256}/a`,
    `sha256:${"g".repeat(64)}`,
    "sha256:",
    "sha256",
  ];
  return [
    "",
    " ",
    "a b",
    " a",
    "a ",
    "a\t",
    "\u00a0a",
    "a\rb",
    "a: b",
    ...names.split(" "),
    ...digests,
    ...digests.flatMap((digest) => [`a@${digest}`, `a.b:5/c:d@${digest}`, `A@${digest}`]),
  ];
}

function combined(): readonly string[] {
  const starts = [
    "",
    "localhost/",
    "docker.io/",
    "a.b/",
    "a:5/",
    "A/",
    "A_/",
    "a_b.c/",
    "[::1]:5/",
    "é/",
    "a/",
  ];
  const paths = ["x", "x/y", "library/x", "X", "x__y", "x_-y", "1.2", "", "x//y", "x:5/y", "y/X"];
  const ends = ["", ":t", ":T.1-_", ":", `@${SHA256}`, `:t@${SHA256}`, "@sha256:0", `:@${SHA256}`];
  return starts.flatMap((start) => paths.flatMap((path) => ends.map((end) => start + path + end)));
}

function lengths(): readonly string[] {
  const repeated = (text: string, count: number): string => text.repeat(count);
  return [
    ...[246, 247, 248, 255, 256].map((count) => repeated("a", count)),
    ...[253, 254, 255, 256].flatMap((count) => [
      `a.b/${repeated("a", count)}`,
      `a_b.c/${repeated("a", count - 6)}`,
      `${repeated("a", count)}.b/c`,
      `a.b/${repeated("a", count)}:t@${SHA256}`,
      `a.b/${repeated("a", count)}@sha1:${HEX.slice(0, 40)}`,
      `a.b/${repeated("A", count)}`,
    ]),
    ...[127, 128, 129].flatMap((count) => [`a:${repeated("t", count)}`, `a:${repeated(".", count)}`]),
    ...[63, 64, 65].flatMap((count) => {
      const digits = HEX.slice(0, count);
      return [
        digits,
        digits.toUpperCase(),
        `a/${digits}`,
        `${digits}:t`,
        `${digits}/a`,
        `docker.io/${digits}`,
      ];
    }),
  ];
}
