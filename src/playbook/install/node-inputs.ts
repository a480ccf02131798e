import type { LanguageInstall } from "./installs.ts";
import type { ProjectFiles } from "./project-files.ts";

/** What npm, Yarn, pnpm and Bun read of a project when they install what it depends on. */
export function readNodeInputs(files: ProjectFiles, fact: LanguageInstall): void {
  files.need("package.json");
  for (const name of BESIDES[fact.manager] ?? []) files.take(name);
  if (files.take(".npmrc")) readSettings(files, ".npmrc", SETTING_FILES);
  files.write("node_modules");
  files.watchAbove("package.json", /"workspaces"/, "package.json of a folder above has workspaces");
  if (fact.manager === "pnpm") files.watchAbove("pnpm-workspace.yaml", /^/, "it is part of a workspace");
  if (NARROWED.some((option) => fact.options.has(option)))
    files.block("it is told of workspaces or settings");
  const runsScripts = !fact.options.has("--ignore-scripts");
  if (runsScripts) files.avoid("binding.gyp");
  const isLocked = fact.manager === "npm" && readNpmLock(files, fact, runsScripts);
  if (fact.manager === "yarn") readYarn(files);
  if (fact.manager === "pnpm" && files.whetherSent("pnpm-workspace.yaml") === "yes") readPnpmWorkspace(files);
  if (fact.manager === "bun" && files.take("bunfig.toml"))
    readSettings(files, "bunfig.toml", /\b(?:cafile|preload|globalDir)\b/);
  if (!isLocked) files.doubt();
  const manifest = readJson(files, "package.json");
  if (manifest === undefined) return;
  if ("workspaces" in manifest) files.block("package.json has workspaces");
  if (runsScripts) readScripts(files, manifest, isLocked);
  readPackages(files, manifest);
}

const BESIDES: Readonly<Record<string, readonly string[]>> = {
  npm: ["package-lock.json", "npm-shrinkwrap.json"],
  yarn: ["yarn.lock", ".yarnrc", ".yarnrc.yml"],
  pnpm: ["pnpm-lock.yaml", "pnpm-workspace.yaml", ".pnpmfile.cjs"],
  bun: ["bun.lock", "bun.lockb"],
};

const NARROWED = [
  "-w",
  "--workspace",
  "--workspaces",
  "--userconfig",
  "--globalconfig",
  "--cafile",
  "--filter",
  "-F",
];

const SETTING_FILES =
  /^[ \t]*(?:\S*file|prefix|script-shell|node-options|userconfig|globalconfig|\S*-dir|workspaces?|shared-workspace\S*|link-workspace\S*)[ \t]*=/m;

function readSettings(files: ProjectFiles, name: string, names: RegExp): void {
  const text = files.read(name);
  if (text !== undefined && names.test(text)) files.block(`${name} names other files`);
}

/** Scripts of the project that an install runs. */
const LIFECYCLE = [
  "preinstall",
  "install",
  "postinstall",
  "prepublish",
  "preprepare",
  "prepare",
  "postprepare",
  "pnpm:devPreinstall",
];

/** Packages that look into the project when they are installed. */
const LOOKS_AROUND: ReadonlySet<string> = new Set([
  "@prisma/client",
  "prisma",
  "msw",
  "nx",
  "puppeteer",
  "simple-git-hooks",
  "lefthook",
]);

/** Packages with a script that stays in their own folder. */
const STAYS_INSIDE: ReadonlySet<string> = new Set(["esbuild", "fsevents"]);

function readScripts(files: ProjectFiles, manifest: Json, isLocked: boolean): void {
  const scripts = isJson(manifest.scripts) ? manifest.scripts : {};
  const run = LIFECYCLE.find((name) => name in scripts);
  if (run !== undefined) files.block(`package.json runs ${run}`);
  // A lock file of npm says which packages have scripts.
  if (isLocked) return;
  const curious = namesOf(manifest).find((name) => LOOKS_AROUND.has(name));
  if (curious !== undefined) files.block(`${curious} looks into the project when it is installed`);
}

const KINDS = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"] as const;

function namesOf(manifest: Json): readonly string[] {
  return KINDS.flatMap((kind) => (isJson(manifest[kind]) ? Object.keys(manifest[kind]) : []));
}

/** Packages that lie in the project, and patches of others. */
function readPackages(files: ProjectFiles, manifest: Json): void {
  for (const kind of KINDS) {
    const list = isJson(manifest[kind]) ? manifest[kind] : {};
    const own = Object.entries(list).find(
      ([, version]) =>
        typeof version !== "string" || /^(?:[a-z]+:(?!\/\/)|\.|\/|~\/)/.test(withoutAlias(version)),
    );
    if (own !== undefined) files.block(`${own[0]} is taken from a folder or file of the project`);
  }
  const { overrides, resolutions, pnpm, patchedDependencies } = manifest;
  if (/"(?:file|link|portal|patch|workspace):|"\.{1,2}\//.test(JSON.stringify([overrides, resolutions])))
    files.block("package.json puts files of the project in the place of packages");
  for (const patched of [patchedDependencies, isJson(pnpm) ? pnpm.patchedDependencies : undefined]) {
    if (isJson(patched)) for (const path of Object.values(patched)) needPath(files, path);
  }
}

/** Aliases and addresses of registries and Git are no files. */
function withoutAlias(version: string): string {
  return version.replace(/^(?:npm:|github:|gitlab:|bitbucket:|gist:|git@|git\+ssh:|catalog:)/, "");
}

function needPath(files: ProjectFiles, path: unknown): void {
  if (typeof path === "string" && /^[\w@+.-][\w@+./-]*$/.test(path) && !path.includes("..")) files.need(path);
  else files.block("a file is named in an unusual way");
}

/** Whether a lock file tells of every package what it runs. */
function readNpmLock(files: ProjectFiles, fact: LanguageInstall, runsScripts: boolean): boolean {
  const name =
    files.whetherSent("npm-shrinkwrap.json") === "yes" ? "npm-shrinkwrap.json" : "package-lock.json";
  if (files.whetherSent(name) === "no") {
    if (fact.action === "ci") files.block("there is no lock file in the build context");
    return false;
  }
  const lock = readJson(files, name);
  if (lock === undefined || !isJson(lock.packages)) return false;
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === "" || !isJson(entry)) continue;
    const own = entry.link === true || !path.includes("node_modules/");
    if (own || (typeof entry.resolved === "string" && entry.resolved.startsWith("file:")))
      files.block(`${name} has packages of the project's own`);
    const isForLinux = !Array.isArray(entry.os) || entry.os.includes("linux");
    if (!runsScripts || entry.hasInstallScript !== true || !isForLinux) continue;
    const last = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    if (LOOKS_AROUND.has(last)) files.block(`${last} looks into the project when it is installed`);
    else if (!STAYS_INSIDE.has(last)) files.doubt();
  }
  // What `npm install` writes into the lock file would be copied over.
  return fact.action === "ci" && (lock.lockfileVersion === 2 || lock.lockfileVersion === 3);
}

/** More characters than a line of settings has. */
const MOST_CHARACTERS = 2_000;

/** Yarn's own program, its plugins and patches, as its settings name them. */
function readYarn(files: ProjectFiles): void {
  const read = (name: string) => {
    const text = files.whetherSent(name) === "yes" ? (files.read(name) ?? "") : "";
    if (text.split("\n").every((line) => line.length <= MOST_CHARACTERS)) return text;
    files.block(`${name} has lines of unusual length`);
    return "";
  };
  const old = read(".yarnrc");
  const settings = read(".yarnrc.yml");
  for (const [, path] of old.matchAll(/^[ \t]*"?yarn-path"?\s+"?([^"\n]*?)"?[ \t]*$/gm))
    needYarnPath(files, path);
  if (/offline-mirror|^[ \t]*--/m.test(old)) files.block(".yarnrc names other files");
  for (const [, path] of settings.matchAll(
    /^[ \t]*(?:-\s*)?(?:yarnPath|path):\s*["']?([^"'\n]*?)["']?[ \t]*$/gm,
  ))
    needYarnPath(files, path);
  if (
    /^[ \t]*(?:-\s+\S*\.c?js|constraintsPath|\w*FilePath|lockfileFilename|patchFolder|pnp\w*Path)/m.test(
      settings,
    )
  )
    files.block(".yarnrc.yml names other files");
  // Later lines of Yarn keep packages in the project, and some projects keep them in Git.
  for (const name of [".pnp.cjs", ".yarn/cache", ".yarn/unplugged", ".yarn/install-state.gz"])
    files.write(name);
}

function needYarnPath(files: ProjectFiles, path: string | undefined): void {
  needPath(files, path?.replace(/^\.\//, ""));
}

function readPnpmWorkspace(files: ProjectFiles): void {
  const text = files.read("pnpm-workspace.yaml");
  if (text === undefined) return;
  if (/^packages\s*:/m.test(text)) files.block("pnpm-workspace.yaml has packages of the project's own");
  if (/["' ](?:file|link|workspace):/.test(text)) files.block("pnpm-workspace.yaml names other files");
  const patches = /^patchedDependencies:[ \t]*\r?\n((?:[ \t]+.*\r?\n?)+)/m.exec(text)?.[1] ?? "";
  for (const line of patches.split(/\r?\n/)) {
    if (line.length > MOST_CHARACTERS) files.block("a file is named in an unusual way");
    else if (line.trim() !== "") needPath(files, /:\s*["']?([^"':]+?)["']?\s*$/.exec(line)?.[1]);
  }
  if (patches === "" && text.includes("patchedDependencies"))
    files.block("a file is named in an unusual way");
}

type Json = Readonly<Record<string, unknown>>;

function readJson(files: ProjectFiles, name: string): Json | undefined {
  const text = files.read(name);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (isJson(value)) return value;
  } catch {
    // Told below.
  }
  files.block(`${name} is no valid JSON`);
  return undefined;
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
