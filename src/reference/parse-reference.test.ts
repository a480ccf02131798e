import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  familiarText,
  type ImageReference,
  type InvalidReferenceReason,
  normalisedText,
  parseReference,
  repositoryName,
  resolvedText,
} from "./index.ts";

const SHA256 = `sha256:${"0a".repeat(32)}`;

function checkParts(name: string, text: string, expected: ImageReference): void {
  test(name, () => {
    assert.deepEqual(parseReference(text), { kind: "reference", ...expected });
  });
}

function checkInvalid(name: string, text: string, reason: InvalidReferenceReason): void {
  test(name, () => {
    const parsed = parseReference(text);
    assert.equal(parsed.kind === "invalid" ? parsed.reason : parsed.kind, reason);
  });
}

function referenceOf(text: string): ImageReference {
  const parsed = parseReference(text);
  assert.ok(parsed.kind === "reference");
  return parsed;
}

const HUB = "docker.io";
checkParts("a bare name is an official image", "debian", { domain: HUB, path: "library/debian" });
checkParts("a name with a namespace is on Docker Hub", "grafana/loki:3", {
  domain: HUB,
  path: "grafana/loki",
  tag: "3",
});
checkParts("the official namespace may be written", "library/debian", {
  domain: HUB,
  path: "library/debian",
});
checkParts("the domain of Docker Hub may be written", "docker.io/debian", {
  domain: HUB,
  path: "library/debian",
});
checkParts("the old domain of Docker Hub becomes the new one", "index.docker.io/debian", {
  domain: HUB,
  path: "library/debian",
});
checkParts("a first component with a dot is a domain", "ghcr.example/app", {
  domain: "ghcr.example",
  path: "app",
});
checkParts("a first component with a colon is a domain", "cache:5000/app:1", {
  domain: "cache:5000",
  path: "app",
  tag: "1",
});
checkParts("a first component with a capital is a domain", "UPPER/app", { domain: "UPPER", path: "app" });
checkParts("localhost before a slash is a domain", "localhost/app", { domain: "localhost", path: "app" });
checkParts("localhost without a slash is an image with a tag", "localhost:5000", {
  domain: HUB,
  path: "library/localhost",
  tag: "5000",
});
checkParts("an IPv6 address stands in brackets", "[::1]:5000/app", { domain: "[::1]:5000", path: "app" });
checkParts("what cannot be a domain is a part of the path", "a_b.example/c", {
  domain: "",
  path: "a_b.example/c",
});
checkParts("tag and digest are both kept", `debian:13@${SHA256}`, {
  domain: HUB,
  path: "library/debian",
  tag: "13",
  digest: SHA256,
});
checkParts("a sha512 digest has 128 digits", `debian@sha512:${"f".repeat(128)}`, {
  domain: HUB,
  path: "library/debian",
  digest: `sha512:${"f".repeat(128)}`,
});
checkParts("64 hexadecimal digits may stand in a namespace", `me/${"a".repeat(64)}`, {
  domain: HUB,
  path: `me/${"a".repeat(64)}`,
});
checkParts("a path of 255 characters is the longest", "a".repeat(247), {
  domain: HUB,
  path: `library/${"a".repeat(247)}`,
});
checkParts("a domain has no such bound", `${"a".repeat(300)}.example/app`, {
  domain: `${"a".repeat(300)}.example`,
  path: "app",
});

checkInvalid("an empty text names nothing", "", "empty");
checkInvalid("64 hexadecimal digits are an identifier", "a".repeat(64), "identifier");
checkInvalid("a repository has no capitals", "Debian", "uppercase");
checkInvalid("a name with no possible domain has no capitals", "UPPER_x/app", "uppercase");
checkInvalid("an unreplaced variable is no name", "$" + "{BASE}", "uppercase");
checkInvalid("a placeholder is no name", "%%base%%", "name");
checkInvalid("a line feed at the end belongs to the text", "debian\n", "name");
checkInvalid("a line feed behind a tag belongs to the tag", "debian:13\n", "tag");
checkInvalid("a line feed behind a digest belongs to the digest", `debian@${SHA256}\n`, "digest");
checkInvalid("a carriage return belongs to the text", "debian\r", "name");
checkInvalid("letters are ASCII", "débian", "name");
checkInvalid("digits are ASCII", "debian:\u0661", "tag");
checkInvalid("a byte that is not UTF-8 is no letter", "d\udce9bian", "name");
checkInvalid("three underscores do not separate", "a___b", "name");
checkInvalid("two dots do not separate", "a..b", "name");
checkInvalid("a dash and a dot do not separate together", "a-.b", "name");
checkInvalid("a scheme is no part of a reference", "https://registry.example/app", "name");
checkInvalid("a port needs digits", "registry.example:/app", "name");
checkInvalid("an empty tag is none", "debian:", "tag");
checkInvalid("a tag does not start with a dash", "debian:-1", "tag");
checkInvalid("a tag has at most 128 characters", `debian:${"1".repeat(129)}`, "tag");
checkInvalid("an empty digest is none", "debian@", "digest");
checkInvalid("a digest has all its digits", "debian@sha256:0a0a", "digest");
checkInvalid("a digest has no capitals", `debian@sha256:${"0A".repeat(32)}`, "digest");
checkInvalid("an algorithm must be registered", `debian@sha1:${"0a".repeat(20)}`, "digest");
checkInvalid("a digest cannot come before a tag", `debian@${SHA256}:13`, "digest");
checkInvalid("the namespace of official images counts for the length", "a".repeat(248), "too-long");

test("texts of a reference say as much as they should", () => {
  const rows = [
    ["debian", "docker.io/library/debian", "docker.io/library/debian:latest", "debian"],
    ["docker.io/me/app:1", "docker.io/me/app:1", "docker.io/me/app:1", "me/app:1"],
    ["library/a/b", "docker.io/library/a/b", "docker.io/library/a/b:latest", "library/a/b"],
    ["localhost/app", "localhost/app", "localhost/app:latest", "localhost/app"],
    [`a@${SHA256}`, `docker.io/library/a@${SHA256}`, `docker.io/library/a@${SHA256}`, `a@${SHA256}`],
    ["a_b.example/c", "a_b.example/c", "a_b.example/c:latest", "a_b.example/c"],
  ];
  const texts = rows.map(([text = ""]) => {
    const reference = referenceOf(text);
    return [text, normalisedText(reference), resolvedText(reference), familiarText(reference)];
  });
  assert.deepEqual(texts, rows);
});

test("a repository's name leaves out tag and digest", () => {
  assert.equal(repositoryName(referenceOf(`debian:13@${SHA256}`)), "docker.io/library/debian");
});

test("a text longer than any word is refused unread", () => {
  for (const unit of ["a", "a-", "a.", "a/", "-", "a:", "@", "[", "[:", "A", "é", "_", "sha256:"]) {
    assert.equal(parseReference(unit.repeat(10_000_000 / unit.length)).kind, "invalid");
  }
});

test("hostile texts of the greatest length are parsed without exhausting a stack", () => {
  for (const unit of ["a", "a-", "a.", "a/", "-", "a:", "A", "é"]) {
    for (const start of ["", "a.example/", "["]) {
      for (const end of ["", "/a", "]/a"]) {
        const middle = unit.repeat(Math.floor((1024 * 1024 - 64) / unit.length));
        assert.ok(["reference", "invalid"].includes(parseReference(start + middle + end).kind));
      }
    }
  }
});

const anyPiece = fc.oneof(
  fc.constantFrom(..."/:@.-_[]", "__", "--", "localhost", HUB, "index.docker.io", "library", SHA256, "A"),
  fc.stringMatching(/^[a-z0-9]{1,4}$/),
);
const anyReference = fc.array(anyPiece, { maxLength: 12 }).map((pieces) => pieces.join(""));

test("any text is parsed without throwing", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), anyReference), (text) => {
      assert.ok(["reference", "invalid"].includes(parseReference(text).kind));
    }),
  );
});

test("normalised text parses to the same reference", () => {
  let count = 0;
  fc.assert(
    fc.property(anyReference, (text) => {
      const parsed = parseReference(text);
      if (parsed.kind === "invalid") return;
      count++;
      assert.deepEqual(parseReference(normalisedText(parsed)), parsed);
    }),
    { numRuns: 3000 },
  );
  assert.ok(count > 300, `only ${count} of the texts were references`);
});
