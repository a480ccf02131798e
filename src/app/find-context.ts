import { displayText, limits, type Problem, type Whether } from "../base/index.ts";
import { compareByBytes, type Files } from "../host/index.ts";
import { type BuildEntry, pipelineFileKind } from "../pipeline/index.ts";
import { isDockerfileName } from "./dockerfile-name.ts";
import { FolderLists, findRepositoryRoot } from "./folder-lists.ts";
import { compileGlob, matchGlob } from "./glob.ts";
import { absolutePath, foldersUpTo, parentPath, pathName, relativePath } from "./path.ts";
import { type NamedBuild, PipelineEntries } from "./pipeline-entries.ts";

/** What is asked: the build context of one Dockerfile. Paths are absolute or start from the working folder. */
export interface FindContextRequest {
  readonly dockerfile: string;
  /**
   * Where the search stops: unless given, the top of the Dockerfile's repository, or outside of one the
   * working folder if it lies above the Dockerfile, and else the Dockerfile's own folder.
   */
  readonly root?: string;
  /** The folder that the user gave; nothing else is asked then. */
  readonly explicit?: string;
  /** Sources that COPY and ADD read from the context, variables substituted, without wildcards. */
  readonly copySources: readonly string[];
  /** Such sources with wildcards. The builder lets a pattern match nothing, so none is required. */
  readonly copyPatterns?: readonly string[];
  /** Whether a COPY or a mount reads from the context what we cannot name, such as an unknown variable. */
  readonly hasUnknownSources?: boolean;
}

/** Why a folder is the build context. */
export type ContextEvidence =
  | { readonly kind: "given" }
  /** Files around the Dockerfile say so; all those that name it and say where it is built. */
  | { readonly kind: "entries"; readonly entries: readonly BuildEntry[] }
  /** The nearest folder that holds all sources; `isOnlyFolder` where no other folder could be meant. */
  | { readonly kind: "sources"; readonly isOnlyFolder: boolean }
  | { readonly kind: "nothing-copied" };

/** A folder that may be meant, and the sources that it lacks. */
export interface ContextCandidate {
  readonly folder: string;
  readonly missing: readonly string[];
}

/** The build context as a user would write it (below the working folder from there on), or why it is not known. */
export type FoundContext =
  | {
      readonly kind: "known";
      readonly folder: string;
      /** Why, as a clause that follows "because". */
      readonly evidence: string;
      readonly source: ContextEvidence;
    }
  | {
      readonly kind: "unknown";
      readonly reason: string;
      /** The nearest first; only folders that something speaks for. */
      readonly candidates: readonly ContextCandidate[];
    };

/**
 * Finds the build contexts of the Dockerfiles of one run; what it reads on the way (folders, compose, bake and
 * workflow files) it reads once. In order: the folder the user gave; what files around the Dockerfile say; the
 * nearest folder, from the Dockerfile's own up to the root, that holds every plain source. What contradicts
 * itself, or lacks a source everywhere, is unknown. Only errors that are our own bug are thrown.
 */
export class ContextFinder {
  private readonly workingFolder: string;
  private readonly lists: FolderLists;
  private readonly pipeline: PipelineEntries;

  constructor(files: Files, lists: FolderLists = new FolderLists(files)) {
    this.workingFolder = files.workingFolder;
    this.lists = lists;
    this.pipeline = new PipelineEntries(files, lists);
  }

  /** Files that could not be read so far, each once, by path. */
  get problems(): readonly Problem[] {
    const problems = this.pipeline.problems.map((problem) => this.withShownPath(problem));
    return problems.sort((a, b) => compareByBytes(a.path ?? "", b.path ?? ""));
  }

  async find(request: FindContextRequest): Promise<FoundContext> {
    if (request.explicit !== undefined) return knownContext(request.explicit, { kind: "given" });
    const dockerfile = absolutePath(request.dockerfile, this.workingFolder);
    const root = await this.rootOf(request, parentPath(dockerfile));
    const builds = await this.pipeline.naming(dockerfile, root);
    const found =
      builds.length > 0
        ? contextOfBuilds(builds)
        : await findBySources(this.lists, request, foldersUpTo(parentPath(dockerfile), root), dockerfile);
    return this.asWritten(found);
  }

  private async rootOf({ root }: FindContextRequest, own: string): Promise<string> {
    if (root !== undefined) return absolutePath(root, this.workingFolder);
    const repository = await findRepositoryRoot(this.lists, own);
    if (repository !== undefined) return repository;
    const working = absolutePath(".", this.workingFolder);
    return foldersUpTo(own, working).at(-1) ?? own;
  }

  private withShownPath<T extends { readonly path?: string }>(value: T): T {
    return value.path === undefined ? value : { ...value, path: this.shown(value.path) };
  }

  private shown(path: string): string {
    return relativePath(path, absolutePath(".", this.workingFolder));
  }

  private asWritten(found: FoundContext): FoundContext {
    const shorten = (folder: string): string => this.shown(folder);
    if (found.kind === "known") {
      const { source } = found;
      const isEntries = source.kind === "entries";
      const entries = isEntries ? source.entries.map((entry) => this.withShownPath(entry)) : [];
      return {
        ...found,
        folder: shorten(found.folder),
        source: isEntries ? { kind: "entries", entries } : source,
      };
    }
    const candidates = found.candidates.map(({ folder, missing }) => ({ folder: shorten(folder), missing }));
    return { ...found, candidates };
  }
}

function knownContext(folder: string, source: ContextEvidence): FoundContext {
  return { kind: "known", folder, evidence: renderEvidence(source), source };
}

/** Finds one build context; for more than one Dockerfile keep a `ContextFinder`. */
export function findContext(files: Files, request: FindContextRequest): Promise<FoundContext> {
  return new ContextFinder(files).find(request);
}

function renderEvidence(evidence: ContextEvidence): string {
  if (evidence.kind === "given") return "it was given";
  if (evidence.kind === "nothing-copied") return "nothing is copied from it";
  if (evidence.kind === "sources") return "it is the nearest folder that holds everything that is copied";
  const [entry] = evidence.entries;
  const rest = evidence.entries.length > 1 ? `, and ${evidence.entries.length - 1} more` : "";
  return entry === undefined ? "a file says so" : displayText(`${sayEntry(entry)} builds it there${rest}`);
}

function contextOfBuilds(builds: readonly NamedBuild[]): FoundContext {
  const entries = new Map<string, BuildEntry[]>();
  let doubt: string | undefined;
  for (const { entry, context } of builds) {
    if (context.kind === "unknown") doubt ??= displayText(`${sayEntry(entry)}: ${context.reason}`);
    else entries.set(context.folder, [...(entries.get(context.folder) ?? []), entry]);
  }
  const [first] = entries;
  // An entry that only a run can read does not contradict one that speaks plainly.
  if (first !== undefined && entries.size === 1) {
    return knownContext(first[0], { kind: "entries", entries: first[1] });
  }
  const candidates = [...entries.keys()].map((folder) => ({ folder, missing: [] }));
  const reason = entries.size > 1 ? `it is built in ${entries.size} different contexts` : (doubt ?? "");
  return { kind: "unknown", reason, candidates };
}

/** An entry for people, such as `service web of compose.yaml`. */
function sayEntry({ source, name, path }: BuildEntry): string {
  const what = source === "compose" ? "service" : source === "bake" ? "target" : "job";
  return `${what} ${name} of ${pathName(path)}`;
}

async function findBySources(
  lists: FolderLists,
  request: FindContextRequest,
  folders: readonly string[],
  dockerfile: string,
): Promise<FoundContext> {
  const [own = "/"] = folders;
  const sources = request.copySources.map(inContext);
  const plain = [...new Set(sources)].filter((source) => source !== "");
  if (plain.length > 0) return findByPlainSources(lists, plain, folders);
  const patterns = request.copyPatterns ?? [];
  if (sources.length === 0 && patterns.length === 0 && request.hasUnknownSources !== true) {
    return knownContext(own, { kind: "nothing-copied" });
  }
  // Every folder holds itself, so `COPY . .` alone fits everywhere.
  if (folders.length === 1) return knownContext(own, bySources(true));
  const speaks =
    (sources.length > 0 && (await holdsMoreThanBuildFiles(lists, own, pathName(dockerfile)))) ||
    (await matchesAny(lists, own, patterns));
  if (speaks) return knownContext(own, bySources(false));
  const candidates = folders.map((folder) => ({ folder, missing: [] }));
  return { kind: "unknown", reason: "nothing that is copied tells its folders apart", candidates };
}

function bySources(isOnlyFolder: boolean): ContextEvidence {
  return { kind: "sources", isOnlyFolder };
}

async function findByPlainSources(
  lists: FolderLists,
  sources: readonly string[],
  folders: readonly string[],
): Promise<FoundContext> {
  const candidates: ContextCandidate[] = [];
  const complete: string[] = [];
  for (const folder of folders) {
    const missing: string[] = [];
    for (const source of sources) {
      const held = await whetherHolds(lists, folder, source);
      if (held === "maybe" && complete.length === 0) {
        const reason = `a folder that may hold ${displayText(source)} cannot be read`;
        return { kind: "unknown", reason, candidates };
      }
      if (held !== "yes") missing.push(source);
    }
    if (missing.length === 0) complete.push(folder);
    if (missing.length < sources.length) candidates.push({ folder, missing });
  }
  const [nearest] = complete;
  if (nearest === undefined) {
    return { kind: "unknown", reason: "no folder holds everything that is copied", candidates };
  }
  return knownContext(nearest, bySources(complete.length === 1));
}

/** A source as a path in the context: `/`, `.` and `..` lead no further than its top, which is the empty text. */
function inContext(source: string): string {
  return absolutePath(source.replace(/^\/+/, ""), "/").slice(1);
}

/** Whether a folder holds a path, spelled like this: a builder's file system knows upper and lower case. */
async function whetherHolds(lists: FolderLists, folder: string, path: string): Promise<Whether> {
  if (path.length > limits.pathCharacters) return "no";
  let at = folder;
  for (const part of path.split("/")) {
    const list = await lists.list(at);
    if (list.kind === "unreadable") return "maybe";
    if (list.kind === "missing" || !list.entries.has(part)) return "no";
    at = absolutePath(part, at);
  }
  return "yes";
}

/** Whether a folder holds anything besides what says how to build: then its Dockerfile copies something. */
async function holdsMoreThanBuildFiles(
  lists: FolderLists,
  folder: string,
  dockerfileName: string,
): Promise<boolean> {
  const list = await lists.list(folder);
  if (list.kind !== "listed") return false;
  const isBuildFile = (name: string): boolean =>
    name === dockerfileName ||
    name.endsWith(".dockerignore") ||
    name.endsWith(".md") ||
    isDockerfileName(name) ||
    pipelineFileKind(name) !== undefined;
  return [...list.entries.keys()].some((name) => !isBuildFile(name));
}

/** Whether a pattern's folders and last part match something; patterns amid the path are not looked into. */
async function matchesAny(lists: FolderLists, folder: string, patterns: readonly string[]): Promise<boolean> {
  for (const pattern of patterns) {
    const path = inContext(pattern);
    const slash = path.lastIndexOf("/");
    const list = await lists.list(absolutePath(path.slice(0, slash + 1), folder));
    const glob = compileGlob(path.slice(slash + 1));
    if (list.kind !== "listed" || glob === undefined) continue;
    for (const name of list.entries.keys()) if (matchGlob(glob, name)) return true;
  }
  return false;
}
