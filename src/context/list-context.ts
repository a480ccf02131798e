import { displayText, limits, PlimsollError, type Problem } from "../base/index.ts";
import { type Entry, type Files, sortByBytes } from "../host/index.ts";
import type { ContextCode } from "./codes.ts";
import { parseIgnoreFile } from "./ignore-file.ts";
import { compileIgnorePatterns, type IgnoreMatcher } from "./ignore-matcher.ts";
import { joinPath, readIgnoreFile } from "./read-ignore-file.ts";
import { canSkipFolder, hasOnlyPlainExclusions } from "./skip-folder.ts";

/** What a build would send. */
export interface ListedContext {
  readonly kind: "listed";
  /** The name of the ignore file that was obeyed; empty where there is none. */
  readonly ignoreFile: string;
  readonly patterns: readonly string[];
  /** Relative paths, sorted by their bytes; folders end in `/`. Links stand as themselves. */
  readonly paths: readonly string[];
  /** What was passed over, or is sent otherwise than it stands. */
  readonly problems: readonly Problem[];
}

/** The builder would stop: why. */
export interface RefusedContext {
  readonly kind: "refused";
  readonly ignoreFile: string;
  readonly patterns: readonly string[];
  readonly problem: Problem;
}

/** The listing of a context, or the builder's refusal. */
export type ContextListing = ListedContext | RefusedContext;

/**
 * Lists what a build of this folder would send when nothing narrows it down: the walk of BuildKit's client,
 * filtered by the ignore file that goes with the Dockerfile (see `readIgnoreFile`). Links are not followed,
 * except the folder itself. Throws what `Files.list` throws where the folder cannot be listed.
 */
export async function listContext(
  files: Files,
  contextFolder: string,
  dockerfilePath?: string,
): Promise<ContextListing> {
  const entries = await files.list(contextFolder);
  const found = await readIgnoreFile(files, contextFolder, dockerfilePath);
  if (found.kind === "refused") {
    return { kind: "refused", ignoreFile: "", patterns: [], problem: found.problem };
  }
  const ignoreFile = found.kind === "found" ? found.name : "";
  const { patterns, problems } = parseIgnoreFile(found.kind === "found" ? found.text : "");
  const refuse = (problem: Problem): RefusedContext => {
    const path = found.kind === "found" && problem.path === undefined ? { path: found.path } : {};
    return { kind: "refused", ignoreFile, patterns, problem: { ...problem, ...path } };
  };
  if (problems[0] !== undefined) return refuse(problems[0]);
  const compiled = compileIgnorePatterns(patterns);
  if (compiled.kind === "refused") return refuse(compiled.problem);
  const walk = startWalk(files, compiled.matcher);
  await walkFolder(walk, { path: contextFolder, prefix: "", entries, depth: 0 }, undefined);
  if (walk.refusal !== undefined) return refuse(walk.refusal);
  return { kind: "listed", ignoreFile, patterns, paths: sortByBytes(walk.paths), problems: walk.problems };
}

interface Walk {
  readonly files: Files;
  /** Undefined where nothing is ignored. */
  readonly matcher: IgnoreMatcher | undefined;
  readonly mayMatchInIgnored: boolean;
  readonly paths: string[];
  readonly problems: Problem[];
  /** Ends the walk. */
  refusal: Problem | undefined;
  isFull: boolean;
}

interface Folder {
  readonly path: string;
  /** What stands before the names of its entries: empty, or its relative path and a slash. */
  readonly prefix: string;
  readonly entries: readonly Entry[];
  readonly depth: number;
}

/** A folder on the way down: which patterns matched it, and whether it is listed already. */
interface Parent {
  readonly flags: Uint8Array;
  readonly prefix: string;
  readonly above: Parent | undefined;
  isListed: boolean;
}

function startWalk(files: Files, matcher: IgnoreMatcher): Walk {
  return {
    files,
    matcher: matcher.patterns.length > 0 ? matcher : undefined,
    mayMatchInIgnored: !hasOnlyPlainExclusions(matcher),
    paths: [],
    problems: [],
    refusal: undefined,
    isFull: false,
  };
}

async function walkFolder(walk: Walk, folder: Folder, parent: Parent | undefined): Promise<void> {
  for (const entry of folder.entries) {
    const path = folder.prefix + entry.name;
    const isFolder = entry.kind === "folder";
    const flags = isFolder ? new Uint8Array(walk.matcher?.patterns.length ?? 0) : undefined;
    const isIgnored = walk.matcher?.matchesInWalk(path, parent?.flags, flags) ?? isBadPattern(walk, path);
    if (walk.refusal !== undefined) return;
    if (isIgnored && isFolder && canSkip(walk, path)) continue;
    if (!isIgnored) {
      listParents(walk, parent);
      listEntry(walk, entry, path);
    }
    if (flags !== undefined) {
      const inside: Parent = { flags, prefix: `${path}/`, above: parent, isListed: !isIgnored };
      await enterFolder(walk, { path: joinPath(folder.path, entry.name), depth: folder.depth + 1 }, inside);
    }
    if (walk.refusal !== undefined || walk.isFull) return;
  }
}

/** Without patterns nothing is ignored; with some, no answer means that one of them failed. */
function isBadPattern(walk: Walk, path: string): false {
  if (walk.matcher !== undefined) {
    walk.refusal = problemOf(
      "context/bad-pattern",
      `A pattern of the ignore file fails at ${displayText(path)}`,
    );
  }
  return false;
}

function canSkip(walk: Walk, path: string): boolean {
  return !walk.mayMatchInIgnored && walk.matcher !== undefined && canSkipFolder(walk.matcher, path);
}

/** A folder that is ignored is sent all the same when something in it is. */
function listParents(walk: Walk, parent: Parent | undefined): void {
  if (parent === undefined || parent.isListed) return;
  listParents(walk, parent.above);
  parent.isListed = true;
  walk.paths.push(parent.prefix);
}

function listEntry(walk: Walk, entry: Entry, path: string): void {
  if (walk.paths.length >= limits.contextPaths) {
    walk.isFull = true;
    const message = `The list ends after ${limits.contextPaths} paths; the rest is missing`;
    walk.problems.push(problemOf("context/too-many-paths", message));
    return;
  }
  walk.paths.push(entry.kind === "folder" ? `${path}/` : path);
  if (entry.kind !== "other") return;
  const message = `${displayText(path)} is a socket, pipe or device: no content is sent`;
  walk.problems.push(problemOf("context/special-file", message, path));
}

async function enterFolder(
  walk: Walk,
  folder: { readonly path: string; readonly depth: number },
  self: Parent,
): Promise<void> {
  if (walk.isFull) return;
  const relative = self.prefix.slice(0, -1);
  if (folder.depth > limits.folderDepth) {
    const message = `${displayText(relative)} lies too deep; what is in it is not listed`;
    walk.problems.push(problemOf("context/too-deep", message, relative));
    return;
  }
  const entries = await listOrRefuse(walk, folder.path, self);
  if (entries.length === 0) return;
  await walkFolder(walk, { ...folder, prefix: self.prefix, entries }, self);
}

/** The builder passes over a folder that vanished, or that is ignored and not permitted; others stop it. */
async function listOrRefuse(walk: Walk, path: string, self: Parent): Promise<readonly Entry[]> {
  try {
    return await walk.files.list(path);
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    const isGone = error.code === "host/not-found" || error.code === "host/not-a-folder";
    const isPassedOver = error.code === "host/no-permission" && !self.isListed;
    if (!isGone && !isPassedOver) {
      walk.refusal = problemOf("context/unreadable-folder", error.message, self.prefix.slice(0, -1));
    }
    return [];
  }
}

function problemOf(code: ContextCode, message: string, path?: string): Problem {
  return path === undefined ? { code, message } : { code, message, path };
}
