import { existsSync } from "node:fs";
import { chmod, cp, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyCertificates } from "./kit/certificates.ts";
import type { BaseImage, Kit } from "./kit/definition.ts";

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** What the slim images leave out, now and in every later install. */
const LEFT_OUT = ["doc", "man", "groff", "info", "lintian", "linda", "locale"];

/** usrmerge is required by its priority, and brings Perl; the original has usr-is-merged alone. */
const USRMERGE =
  "usrmerge perl perl-modules-5.36 libperl5.36 libgdbm6 libgdbm-compat4 libfile-find-rule-perl " +
  "libnumber-compare-perl libtext-glob-perl";

const SUITES = [
  { suite: "trixie", number: "13", tags: ["latest", "stable"], slimTags: ["stable-slim"], without: [] },
  {
    suite: "bookworm",
    number: "12",
    tags: ["oldstable"],
    slimTags: ["oldstable-slim"],
    without: [USRMERGE],
  },
] as const;

/** Debian's own images: full ones, and slim ones without documentation and translations. */
export const bases: readonly BaseImage[] = SUITES.flatMap(({ suite, number, tags, slimTags, without }) => {
  const image = (isSlim: boolean): BaseImage => ({
    names: (isSlim ? [`${suite}-slim`, `${number}-slim`, ...slimTags] : [suite, number, ...tags]).map(
      (tag) => `debian:${tag}`,
    ),
    group: "debian",
    needs: [],
    made: `Debian ${number} installed by mmdebstrap (minbase) from today's packages, with the settings of Docker's image${
      isSlim ? " and without documentation" : ""
    }; unlike the original it holds this machine's extra certificates, not yet trusted, and names its package source.`,
    async make(kit) {
      const roots = await kit.keep(`debian-${suite}-${kit.definition}`, (folder) =>
        makeRoots(kit, suite, without, folder),
      );
      const archive = isSlim ? "slim.tar" : "full.tar";
      await kit.build({
        context: roots,
        dockerfile: `FROM scratch\nADD ${archive} /\nENV PATH=${PATH}\nCMD ["bash"]\n`,
      });
    },
  });
  return [image(true), image(false)];
});

/** Installs a suite once and packs it twice: whole, and without what the slim image leaves out. */
async function makeRoots(kit: Kit, suite: string, without: readonly string[], folder: string): Promise<void> {
  const { main, security } = kit.sources();
  kit.say(`installing ${suite}`);
  const root = join(kit.scratch, "root");
  await kit.run(
    "mmdebstrap",
    [
      ...["--variant=minbase", "--mode=root", "--format=directory", "--skip=output/dev,check/empty"],
      ...["--dpkgopt=force-unsafe-io", '--aptopt=Acquire::Languages "none"'],
      ...without.map((names) => `--customize-hook=chroot "$1" apt-get purge -qq -y ${names}`),
      ...kit.sources().settings.map((setting) => `--aptopt=${setting.replace(/;$/, "")}`),
      ...[suite, root, `deb ${main} ${suite} main`, `deb ${main} ${suite}-updates main`],
      ...(security === undefined ? [] : [`deb ${security} ${suite}-security main`]),
    ],
    { environment: { TMPDIR: kit.scratch } },
  );
  await removeTraces(root);
  await configure(kit, suite, root);
  await pack(kit, root, join(folder, "full.tar"));
  await slim(kit, root);
  await pack(kit, root, join(folder, "slim.tar"));
}

/** Deletes what the installation and this machine left. */
async function removeTraces(root: string): Promise<void> {
  const gone = [
    "etc/apt/sources.list",
    "etc/apt/apt.conf.d/99mmdebstrap",
    "etc/dpkg/dpkg.cfg.d/99mmdebstrap",
    "etc/hostname",
  ];
  for (const path of gone) await rm(join(root, path), { force: true });
  for (const path of ["var/log", "var/log/apt", "var/cache/apt", "var/lib/apt/lists"]) {
    await emptyOfFiles(join(root, path));
  }
  for (const path of ["etc/resolv.conf", "etc/machine-id"]) await writeFile(join(root, path), "");
}

async function emptyOfFiles(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isFile()) await rm(join(folder, entry.name));
  }
}

/** The settings of Docker's images: nothing is started while installing, nothing that was downloaded is kept. */
async function configure(kit: Kit, suite: string, root: string): Promise<void> {
  const { main, security, settings } = kit.sources();
  const write = async (path: string, text: string) => {
    await mkdir(join(root, path, ".."), { recursive: true });
    await writeFile(join(root, path), text);
  };
  await write(
    "usr/sbin/policy-rc.d",
    "#!/bin/sh\n# No service is started while packages are installed.\nexit 101\n",
  );
  await chmod(join(root, "usr/sbin/policy-rc.d"), 0o755);
  const clean = `{ "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };`;
  const apt: Readonly<Record<string, string>> = {
    "docker-clean": `DPkg::Post-Invoke ${clean}\nAPT::Update::Post-Invoke ${clean}\nDir::Cache::pkgcache "";\nDir::Cache::srcpkgcache "";\n`,
    "docker-autoremove-suggests": 'Apt::AutoRemove::SuggestsImportant "false";\n',
    "docker-gzip-indexes": 'Acquire::GzipIndexes "true";\n',
    "docker-no-languages": 'Acquire::Languages "none";\n',
    ...(settings.length > 0 && { "package-source": `${settings.join("\n")}\n` }),
  };
  for (const [name, text] of Object.entries(apt)) await write(`etc/apt/apt.conf.d/${name}`, text);
  await write("etc/dpkg/dpkg.cfg.d/docker-apt-speedup", "force-unsafe-io\n");
  const keyring = ["gpg", "pgp"]
    .map((ending) => `/usr/share/keyrings/debian-archive-keyring.${ending}`)
    .find((path) => existsSync(join(root, path)));
  const stanza = (uri: string, suites: string) =>
    `Types: deb\nURIs: ${uri}\nSuites: ${suites}\nComponents: main\nSigned-By: ${keyring}\n`;
  const stanzas = [stanza(main, `${suite} ${suite}-updates`)];
  if (security !== undefined) stanzas.push(stanza(security, `${suite}-security`));
  await write("etc/apt/sources.list.d/debian.sources", stanzas.join("\n"));
  await copyCertificates(join(root, "usr/local/share/ca-certificates"));
}

/** Deletes what slim images leave out, copyright files kept, and sets dpkg to leave it out ever after. */
async function slim(kit: Kit, root: string): Promise<void> {
  const shared = join(root, "usr/share");
  const copyrights = join(kit.scratch, "copyrights");
  await kit.run("sh", [
    "-ec",
    'mkdir "$2"; cd "$1/doc"; find . -name copyright -exec cp -a --parents "{}" "$2/" ";"',
    ...["sh", shared, copyrights],
  ]);
  const alias = join(shared, "locale/locale.alias");
  if (existsSync(alias)) await cp(alias, join(kit.scratch, "locale.alias"));
  for (const name of LEFT_OUT) await rm(join(shared, name), { recursive: true, force: true });
  await rename(copyrights, join(shared, "doc")).catch(() =>
    cp(copyrights, join(shared, "doc"), { recursive: true }),
  );
  // The alternatives of some packages fail where there is no folder for their pages.
  for (let section = 1; section <= 9; section++)
    await mkdir(join(shared, `man/man${section}`), { recursive: true });
  await mkdir(join(shared, "locale"));
  if (existsSync(join(kit.scratch, "locale.alias"))) await cp(join(kit.scratch, "locale.alias"), alias);
  const lines = LEFT_OUT.map((name) => `path-exclude /usr/share/${name}/*`);
  lines.push("path-include /usr/share/doc/*/copyright", "path-include /usr/share/locale/locale.alias");
  await writeFile(join(root, "etc/dpkg/dpkg.cfg.d/docker"), `${lines.join("\n")}\n`);
}

async function pack(kit: Kit, root: string, archive: string): Promise<void> {
  await kit.run("tar", ["-C", root, "--sort=name", "--numeric-owner", "--xattrs", "-cf", archive, "."]);
}
