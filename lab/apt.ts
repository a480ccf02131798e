import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { LabPaths } from "./folder.ts";
import { LabError, readText, run } from "./process.ts";
import type { Progress } from "./progress.ts";

/** Where this machine's own Debian packages come from. */
export interface DebianSources {
  /** The name of the machine's release: `bookworm`. */
  readonly codename: string;
  readonly main: string;
  /** The address of security updates. */
  readonly security: string;
  readonly keyring: string;
}

interface Source {
  readonly address: string;
  readonly suites: readonly string[];
}

const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
const SOURCE_FOLDER = "/etc/apt/sources.list.d";

/** Reads the package sources from the machine's own settings. */
export function readDebianSources(): DebianSources {
  const codename = /^VERSION_CODENAME=(.*)$/m.exec(readText("/etc/os-release"))?.[1] ?? "";
  const lists = existsSync(SOURCE_FOLDER) ? readdirSync(SOURCE_FOLDER) : [];
  const sources = [
    ...lists
      .filter((name) => name.endsWith(".sources"))
      .flatMap((name) => readStanzas(join(SOURCE_FOLDER, name))),
    ...lists.filter((name) => name.endsWith(".list")).flatMap((name) => readLines(join(SOURCE_FOLDER, name))),
    ...readLines("/etc/apt/sources.list"),
  ];
  const main = sources.find(({ suites }) => suites.includes(codename));
  if (main === undefined || !existsSync(KEYRING)) {
    throw new LabError(
      "The lab needs Debian's packages, and this machine has no source of them",
      "Run it on Debian (bookworm or newer); a container or a virtual machine will do.",
    );
  }
  const security = sources.find(({ suites }) => suites.includes(`${codename}-security`));
  return { codename, main: main.address, security: security?.address ?? main.address, keyring: KEYRING };
}

/**
 * Downloads packages of a Debian suite, without what they depend on, and returns their paths. apt runs with
 * lists, cache and status of its own, so that the machine's stay as they are. What is there is not asked for.
 */
export async function downloadPackages(
  paths: LabPaths,
  suite: string,
  names: readonly string[],
  progress: Progress,
): Promise<readonly string[]> {
  const folder = join(paths.cache, "debs", suite);
  mkdirSync(folder, { recursive: true });
  const missing = names.filter((name) => findPackage(folder, name) === undefined);
  if (missing.length > 0) {
    await progress.step(`download ${missing.join(", ")} (Debian ${suite})`, async (note) => {
      const words = await privateApt(paths, suite, note);
      const aside = join(paths.cache, `debs-${suite}.making`);
      rmSync(aside, { recursive: true, force: true });
      mkdirSync(aside);
      await run("apt-get", [...words, "download", ...missing], { folder: aside, onLine: note });
      for (const file of readdirSync(aside)) renameSync(join(aside, file), join(folder, file));
      rmSync(aside, { recursive: true });
    });
  }
  return names.map((name) => {
    const file = findPackage(folder, name);
    if (file === undefined) throw new LabError(`apt-get brought no package ${name}`);
    return join(folder, file);
  });
}

/** The name and version that a package file states. */
export async function describePackage(file: string): Promise<{ name: string; version: string }> {
  const text = await run("dpkg-deb", ["--show", "--showformat=${Package} ${Version}", file]);
  const [name = "", version = ""] = text.split(" ");
  return { name, version };
}

/** A program that the lab runs, and the package of the machine's own release that brings it. */
export interface HostProgram {
  readonly program: string;
  readonly package: string;
}

/** Installs the packages of programs that are missing here, after saying so; without root it says what to do. */
export async function installMissing(programs: readonly HostProgram[], progress: Progress): Promise<void> {
  const missing = programs.filter(({ program }) => findProgram(program) === undefined);
  if (missing.length === 0) return;
  const names = [...new Set(missing.map((entry) => entry.package))];
  const command = `apt-get install --no-install-recommends ${names.join(" ")}`;
  if (process.getuid?.() !== 0)
    throw new LabError(`Missing here: ${names.join(", ")}`, `As root: ${command}`);
  await progress.step(`install ${names.join(", ")} with apt-get (missing here)`, async (note) => {
    const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const words = ["--yes", "--quiet", "--no-install-recommends", "install", ...names];
    try {
      await run("apt-get", words, { environment, onLine: note });
    } catch {
      // The usual reason is that the machine's lists are old, or that it has none yet.
      await run("apt-get", ["--quiet", "update"], { environment, onLine: note });
      await run("apt-get", words, { environment, onLine: note });
    }
  });
}

/** How a program begins that the lab puts in front of one of the machine's. */
export const WRITTEN_BY_LAB = "#!/bin/sh\n# Written by the lab: ";

/**
 * The path of a program on this machine, in the folders of root's programs too; a path stands for itself. What this lab
 * or another put in front of a program is none of the machine's: a lab may be brought up where one is on the PATH.
 */
export function findProgram(name: string): string | undefined {
  if (name.startsWith("/")) return existsSync(name) ? name : undefined;
  const folders = [...(process.env.PATH ?? "").split(":"), "/usr/local/sbin", "/usr/sbin", "/sbin"];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path) && !isOfLab(path));
}

function isOfLab(path: string): boolean {
  const start = Buffer.alloc(WRITTEN_BY_LAB.length);
  try {
    const file = openSync(path, "r");
    try {
      readSync(file, start);
    } finally {
      closeSync(file);
    }
  } catch {
    return false; // Whoever starts it is told why it cannot be read.
  }
  return start.toString("latin1") === WRITTEN_BY_LAB;
}

/** Makes apt's private state for a suite and returns the words that turn apt to it. */
async function privateApt(
  paths: LabPaths,
  suite: string,
  note: (line: string) => void,
): Promise<readonly string[]> {
  const { main, keyring } = readDebianSources();
  const folder = join(paths.cache, "apt", suite);
  for (const name of ["state/lists/partial", "cache/archives/partial", "empty"]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  writeFileSync(join(folder, "status"), "");
  writeFileSync(join(folder, "sources.list"), `deb [signed-by=${keyring}] ${main} ${suite} main\n`);
  const settings = {
    "Dir::State": join(folder, "state"),
    "Dir::State::status": join(folder, "status"),
    "Dir::Cache": join(folder, "cache"),
    "Dir::Etc::sourcelist": join(folder, "sources.list"),
    "Dir::Etc::sourceparts": join(folder, "empty"),
    "Dir::Etc::preferencesparts": join(folder, "empty"),
    // Root's folders are closed to the user that apt downloads as.
    "APT::Sandbox::User": "root",
  };
  const words = Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  await run("apt-get", [...words, "--quiet", "update"], { onLine: note });
  return words;
}

function findPackage(folder: string, name: string): string | undefined {
  return readdirSync(folder).find((file) => file.startsWith(`${name}_`) && file.endsWith(".deb"));
}

/** Sources in stanzas of fields. Spec: sources.list(5), DEB822-style format. */
function readStanzas(path: string): readonly Source[] {
  return readFileSync(path, "utf8")
    .split(/\n\s*\n/)
    .flatMap((stanza) => {
      const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, "im").exec(stanza)?.[1]?.trim();
      const address = field("URIs")?.split(/\s+/)[0];
      if (address === undefined || /^no$/i.test(field("Enabled") ?? "")) return [];
      return [{ address, suites: field("Suites")?.split(/\s+/) ?? [] }];
    });
}

/** Sources in single lines. Spec: sources.list(5), one-line-style format. */
function readLines(path: string): readonly Source[] {
  return [...readText(path).matchAll(/^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)/gm)].map(
    ([, address = "", suite = ""]) => ({ address, suites: [suite] }),
  );
}
