import { decodeSource, limits, PlimsollError, type Problem, type SourceText } from "../base/index.ts";
import { compareByBytes, type Entry, type Files } from "../host/index.ts";
import {
  type BuildEntry,
  type PipelineReading,
  parseBake,
  parseCompose,
  parseWorkflow,
  pipelineFileKind,
} from "../pipeline/index.ts";
import type { FolderLists } from "./folder-lists.ts";
import { absolutePath, entryPath, foldersUpTo, parentPath, pathName, relativePath } from "./path.ts";

/** An entry that names a Dockerfile on disk, and the build context that it gives it. */
export interface NamedBuild {
  readonly entry: BuildEntry;
  /** Absolute. */
  readonly dockerfile: string;
  readonly context:
    | { readonly kind: "known"; readonly folder: string }
    | { readonly kind: "unknown"; readonly reason: string };
}

/** The builds that the files of one folder name, by the Dockerfile's absolute path. */
type BuildsByDockerfile = ReadonlyMap<string, readonly NamedBuild[]>;

const NO_BUILDS: BuildsByDockerfile = new Map();

/** What compose, bake and workflow files of a project build; each file is read once in a run. */
export class PipelineEntries {
  /** What could not be read so far. */
  readonly problems: Problem[] = [];
  private readonly files: Files;
  private readonly lists: FolderLists;
  private readonly folders = new Map<string, Promise<BuildsByDockerfile>>();

  constructor(files: Files, lists: FolderLists) {
    this.files = files;
    this.lists = lists;
  }

  /**
   * The builds that name a Dockerfile, from files in its folder, in those above it up to `root`, and in the
   * root's workflows. All paths are absolute.
   */
  async naming(dockerfile: string, root: string): Promise<readonly NamedBuild[]> {
    const found: NamedBuild[] = [];
    for (const folder of foldersUpTo(parentPath(dockerfile), root)) {
      found.push(...((await this.folder(folder, root, false)).get(dockerfile) ?? []));
    }
    if (!(await this.holdsWorkflows(root))) return found;
    const workflows = await this.folder(entryPath(root, ".github/workflows"), root, true);
    return [...found, ...(workflows.get(dockerfile) ?? [])];
  }

  private async holdsWorkflows(root: string): Promise<boolean> {
    const list = await this.lists.list(root);
    return list.kind === "listed" && list.entries.has(".github");
  }

  private folder(folder: string, root: string, isWorkflows: boolean): Promise<BuildsByDockerfile> {
    const key = `${isWorkflows} ${folder} ${root}`;
    const existing = this.folders.get(key);
    if (existing !== undefined) return existing;
    const builds = this.readFolder(folder, root, isWorkflows);
    this.folders.set(key, builds);
    return builds;
  }

  private async readFolder(folder: string, root: string, isWorkflows: boolean): Promise<BuildsByDockerfile> {
    const list = await this.lists.list(folder);
    if (list.kind === "unreadable") {
      this.problems.push({ code: "pipeline/unreadable", path: folder, message: list.reason });
    }
    if (list.kind !== "listed") return NO_BUILDS;
    const sources = await this.readSources(folder, [...list.entries.values()], isWorkflows);
    if (sources.length === 0) return NO_BUILDS;
    const builds = new Map<string, NamedBuild[]>();
    for (const reading of await parseSources(sources, isWorkflows)) {
      this.problems.push(...reading.problems);
      for (const entry of reading.entries) {
        const build = await settleBuild(this.lists, entry, root);
        if (build === undefined) continue;
        const others = builds.get(build.dockerfile);
        if (others === undefined) builds.set(build.dockerfile, [build]);
        else others.push(build);
      }
    }
    return builds;
  }

  private async readSources(
    folder: string,
    entries: readonly Entry[],
    isWorkflows: boolean,
  ): Promise<readonly SourceText[]> {
    const named = entries.filter(
      ({ name, kind }) =>
        (kind === "file" || kind === "link") && pipelineFileKind(name, isWorkflows) !== undefined,
    );
    if (named.length > limits.pipelineFiles) {
      const message = `The folder holds more than ${limits.pipelineFiles} such files; the rest was not read.`;
      this.problems.push({ code: "pipeline/too-many", path: folder, message });
    }
    const sources: SourceText[] = [];
    for (const { name } of named.slice(0, limits.pipelineFiles)) {
      const source = await this.readSource(entryPath(folder, name));
      if (source !== undefined) sources.push(source);
    }
    return sources;
  }

  private async readSource(path: string): Promise<SourceText | undefined> {
    try {
      const shown = relativePath(path, absolutePath(".", this.files.workingFolder));
      return { path, text: decodeSource(await this.files.read(shown, limits.pipelineFileBytes)) };
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error;
      const code = error.code === "host/too-large" ? "pipeline/too-large" : "pipeline/unreadable";
      this.problems.push({ code, path, message: error.message });
      return undefined;
    }
  }
}

async function parseSources(
  sources: readonly SourceText[],
  isWorkflows: boolean,
): Promise<readonly PipelineReading[]> {
  const readings: PipelineReading[] = [];
  const bake: SourceText[] = [];
  for (const source of sources) {
    if (isWorkflows) readings.push(await parseWorkflow(source));
    else if (pipelineFileKind(pathName(source.path)) === "bake") bake.push(source);
    else readings.push(await parseCompose(source));
  }
  if (bake.length > 0) readings.push(parseBake(bake.sort((a, b) => bakeOrder(a.path, b.path))));
  return readings;
}

/** Bake lays overrides over the rest, and of each the JSON file lies below. */
function bakeOrder(a: string, b: string): number {
  const rank = (path: string): number =>
    (pathName(path).includes(".override.") ? 2 : 0) + (path.endsWith(".json") ? 0 : 1);
  return rank(a) - rank(b) || compareByBytes(a, b);
}

/** The build that an entry names, if its Dockerfile is there. */
async function settleBuild(
  lists: FolderLists,
  entry: BuildEntry,
  root: string,
): Promise<NamedBuild | undefined> {
  const { context } = entry;
  if (context.kind === "remote") return undefined;
  for (const base of basesOf(entry, root)) {
    const start = context.kind === "repository" ? root : base;
    const folder = context.kind === "unknown" ? undefined : joinWritten(context.path, start);
    const dockerfile = await firstHeld(lists, dockerfilesOf(entry, base, folder));
    if (dockerfile === undefined) continue;
    if (context.kind === "unknown") return { entry, dockerfile, context };
    if (folder !== undefined && (await lists.list(folder)).kind !== "missing") {
      return { entry, dockerfile, context: { kind: "known", folder } };
    }
    // Something that runs before the build makes it.
    const reason = `its context ${context.path} does not exist`;
    return { entry, dockerfile, context: { kind: "unknown", reason } };
  }
  return undefined;
}

/** Bake files are mostly called from their own folder; one from which nothing is found, from the root. */
function basesOf(entry: BuildEntry, root: string): readonly string[] {
  const own = parentPath(entry.path);
  if (entry.base === "repository-root") return [root];
  return entry.base === "file-folder" || own === root ? [own] : [own, root];
}

function dockerfilesOf(entry: BuildEntry, base: string, context: string | undefined): readonly string[] {
  const { dockerfile } = entry;
  const inContext = (path: string) => (context === undefined ? undefined : joinWritten(path, context));
  const paths: (string | undefined)[] = [];
  if (dockerfile.kind === "default") paths.push(...dockerfile.names.map(inContext));
  else if (dockerfile.kind === "path") {
    if (dockerfile.from === "context") paths.push(inContext(dockerfile.path));
    else paths.push(joinWritten(dockerfile.path, base));
    if (dockerfile.from === "base-then-context") paths.push(inContext(dockerfile.written));
  }
  return paths.filter((path) => path !== undefined);
}

/** A path of a file joined to a folder, or undefined where no file system could have it. */
function joinWritten(path: string, folder: string): string | undefined {
  if (path.includes("\0") || path.length > limits.pathCharacters) return undefined;
  return absolutePath(path, folder);
}

async function firstHeld(lists: FolderLists, paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const list = await lists.list(parentPath(path));
    if (list.kind !== "listed") continue;
    const kind = list.entries.get(pathName(path))?.kind;
    if (kind === "file" || kind === "link") return path;
  }
  return undefined;
}
