import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProcess } from "../kit/process.ts";

/** What is really in an image. */
export interface RealImage {
  readonly config: RealConfig;
  /** The names of executables in the folders of PATH. */
  readonly commands: ReadonlySet<string>;
  readonly users: readonly RealAccount[];
  readonly groups: readonly RealAccount[];
  /** The names of Debian packages, where the image records any. */
  readonly packages: ReadonlySet<string>;
  /** `ID` and `VERSION_ID` of its os-release. */
  readonly os: { readonly id: string | undefined; readonly release: string | undefined };
  /** Whether a path leads to something, links followed. */
  has(path: string): boolean;
  /** What a program of the image prints about its version. */
  version(program: string, words: readonly string[]): Promise<string>;
}

/** The parts of an image's configuration that the tables speak of. */
export interface RealConfig {
  readonly User?: string;
  readonly Env?: readonly string[] | null;
  readonly Entrypoint?: readonly string[] | null;
  readonly Cmd?: readonly string[] | null;
  readonly WorkingDir?: string;
  readonly StopSignal?: string;
  readonly ExposedPorts?: Readonly<Record<string, unknown>> | null;
}

/** A user or a group as the image's files have it. */
export interface RealAccount {
  readonly name: string;
  readonly id: number;
  readonly gid?: number;
  readonly home?: string;
  readonly shell?: string;
}

interface Entry {
  readonly kind: string;
  readonly isExecutable: boolean;
  readonly target: string;
}

const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/** Links that lead to links, as often as the kernel follows them. */
const LINK_LIMIT = 40;

/** The names of all images that the engine has; none where there is no engine. */
export async function findImages(): Promise<ReadonlySet<string>> {
  const listed = await runProcess("docker", ["image", "ls", "--format", "{{.Repository}}:{{.Tag}}"]).catch(
    () => "",
  );
  return new Set(listed.split("\n"));
}

/** What is in the files of an image, whatever its configuration says. */
type RealFiles = Pick<RealImage, "users" | "groups" | "packages" | "os" | "has" | "version"> & {
  readonly entries: ReadonlyMap<string, Entry>;
};

/** Files that were read already, by the layers: many images differ from another in their configuration alone. */
const known = new Map<string, Promise<RealFiles>>();

/** Reads an image of the engine: its configuration, and its files without starting anything in it. */
export async function inspectImage(name: string): Promise<RealImage> {
  const format = "{{json .Config}}\n{{json .RootFS.Layers}}";
  const said = await runProcess("docker", ["image", "inspect", "--format", format, name]);
  const [first = "", layers = ""] = said.split("\n");
  const config: RealConfig = JSON.parse(first);
  const files = known.get(layers) ?? inspectFiles(name);
  known.set(layers, files);
  const { entries, ...rest } = await files;
  return { ...rest, config, commands: listCommands(entries, config) };
}

async function inspectFiles(name: string): Promise<RealFiles> {
  const folder = await mkdtemp(join(tmpdir(), "lab-inspect-"));
  try {
    return await readFiles(name, join(folder, "image.tar"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readFiles(name: string, archive: string): Promise<RealFiles> {
  // Some images name no program: a container that is never started may have any.
  const container = (await runProcess("docker", ["create", "--network=none", name, "/none"])).trim();
  try {
    await runProcess("docker", ["export", "--output", archive, container]);
  } finally {
    await runProcess("docker", ["rm", "--force", container]);
  }
  const entries = parseListing(await runProcess("tar", ["--numeric-owner", "-tvf", archive]));
  const read = async (path: string) => {
    const real = resolve(entries, path);
    if (entries.get(real)?.kind !== "-") return "";
    return runProcess("tar", ["-xOf", archive, "--occurrence=1", real.slice(1)]);
  };
  const release = await read("/etc/os-release");
  const field = (key: string) => new RegExp(`^${key}="?([^"\n]*)`, "m").exec(release)?.[1];
  return {
    entries,
    users: parseAccounts(await read("/etc/passwd")),
    groups: parseAccounts(await read("/etc/group")),
    packages: await listPackages(entries, read),
    os: { id: field("ID"), release: field("VERSION_ID") },
    has: (path) => entries.has(resolve(entries, path)),
    version: (program, words) =>
      runProcess("docker", ["run", "--rm", "--network=none", `--entrypoint=${program}`, name, ...words]),
  };
}

/** The lines of `tar -tv`: mode, owner, size, day, time, name, and what a link leads to. */
function parseListing(text: string): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>([["/", { kind: "d", isExecutable: false, target: "" }]]);
  for (const line of text.split("\n")) {
    const [, mode = "", rest = ""] = /^(\S{10})\S* +\S+ +\S+ +\S+ +\S+ (.*)$/.exec(line) ?? [];
    if (mode === "") continue;
    const [name = "", target = ""] = rest.split(mode.startsWith("h") ? " link to " : " -> ");
    const path = `/${name.replace(/^\.?\//, "").replace(/\/$/, "")}`;
    const kind = mode.startsWith("h") ? "-" : mode.slice(0, 1);
    entries.set(path, { kind, isExecutable: /[xs]/.test(mode.slice(1)), target });
  }
  return entries;
}

/** The path behind all links. */
function resolve(entries: ReadonlyMap<string, Entry>, path: string): string {
  let parts = path.split("/").filter((part) => part !== "");
  let done: string[] = [];
  for (let links = 0; parts.length > 0 && links <= LINK_LIMIT; ) {
    const [part = "", ...rest] = parts;
    parts = rest;
    if (part === ".") continue;
    if (part === "..") {
      done.pop();
      continue;
    }
    const entry = entries.get(`/${[...done, part].join("/")}`);
    if (entry?.kind !== "l") {
      done.push(part);
      continue;
    }
    links++;
    if (entry.target.startsWith("/")) done = [];
    parts = [...entry.target.split("/").filter((word) => word !== ""), ...parts];
  }
  return `/${done.join("/")}`;
}

function listCommands(entries: ReadonlyMap<string, Entry>, config: RealConfig): ReadonlySet<string> {
  const path = config.Env?.find((text) => text.startsWith("PATH="))?.slice("PATH=".length) ?? DEFAULT_PATH;
  const folders = new Set(path.split(":").map((folder) => resolve(entries, folder)));
  const names = new Set<string>();
  for (const [name, entry] of entries) {
    const at = name.lastIndexOf("/");
    if (!folders.has(name.slice(0, at) || "/")) continue;
    const isProgram = entry.kind === "-" && entry.isExecutable;
    const isLink = entry.kind === "l" && entries.get(resolve(entries, name))?.kind !== "d";
    if (isProgram || isLink) names.add(name.slice(at + 1));
  }
  return names;
}

async function listPackages(
  entries: ReadonlyMap<string, Entry>,
  read: (path: string) => Promise<string>,
): Promise<ReadonlySet<string>> {
  const status = await read("/var/lib/dpkg/status");
  const installed = status.split("\n\n").flatMap((stanza) => {
    if (!/^Status: .* installed$/m.test(stanza)) return [];
    return /^Package: (.+)$/m.exec(stanza)?.[1] ?? [];
  });
  const folder = "/var/lib/dpkg/status.d/";
  const unpacked = [...entries.keys()].flatMap((path) => {
    return path.startsWith(folder) && !path.endsWith(".md5sums") ? [path.slice(folder.length)] : [];
  });
  return new Set([...installed, ...unpacked]);
}

function parseAccounts(text: string): readonly RealAccount[] {
  return text.split("\n").flatMap((line) => {
    const [name = "", , id = "", gid, , home, shell] = line.split(":");
    if (name === "") return [];
    // A line of a group has its members in the place of the identifier of a user's group.
    const isUser = shell !== undefined;
    return [{ name, id: Number(id), ...(isUser && { gid: Number(gid), home: home ?? "", shell }) }];
  });
}
