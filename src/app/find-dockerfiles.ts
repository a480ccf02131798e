import { decodeSource, displayText, limits, PlimsollError, type Problem } from "../base/index.ts";
import { compareByBytes, type Entry, type Files, type PathStatus } from "../host/index.ts";
import { isDependencyFolder, isDependencyFolderName } from "./dependency-folder.ts";
import { isDockerfileName } from "./dockerfile-name.ts";
import { FolderLists, findRepositoryRoot } from "./folder-lists.ts";
import { type GitIgnore, gitBytes, matchGitIgnore, parseGitIgnore } from "./git-ignore.ts";
import { absolutePath, entryPath, foldersUpTo, pathName } from "./path.ts";

/** A Dockerfile to be judged. */
export interface FoundDockerfile {
  /** As the user would write it: what was named, and the path below it. */
  readonly path: string;
  /** Whether it lies in a `.devcontainer` folder: for work on the project, not for shipping it. */
  readonly isDevelopment: boolean;
}

/** What was found, sorted by path, and what could not be looked at. */
export interface FoundDockerfiles {
  readonly files: readonly FoundDockerfile[];
  readonly problems: readonly Problem[];
}

/**
 * Finds Dockerfiles: a named file is taken whatever it is called; a named folder is searched, except for
 * dependency folders, what `.gitignore` files ignore, and folders behind links. Each file is found once. What
 * is missing or may not be read becomes a problem under the host's code, and the search goes on. The entries of
 * folders that hold Dockerfiles stay in `lists`, as the search for build contexts asks for them next.
 */
export async function findDockerfiles(
  files: Files,
  paths: readonly string[],
  lists: FolderLists = new FolderLists(files),
): Promise<FoundDockerfiles> {
  const search: Search = { files, lists, found: new Map(), problems: [], folders: 0 };
  for (const path of paths) await searchNamed(search, path);
  const found = [...search.found.values()].sort((a, b) => compareByBytes(a.path, b.path));
  return { files: found, problems: search.problems };
}

interface Search {
  readonly files: Files;
  /** The folders above those that were named, and those that hold Dockerfiles. */
  readonly lists: FolderLists;
  /** By absolute path. */
  readonly found: Map<string, FoundDockerfile>;
  readonly problems: Problem[];
  /** How many were listed. */
  folders: number;
}

/** A folder on the walk. */
interface Place {
  /** As shown. */
  readonly path: string;
  /** From the top of the repository, or from the named folder where there is none; each as `gitBytes`. */
  readonly parts: readonly string[];
  readonly depth: number;
  /** The ignore files that apply, the nearest last. */
  readonly ignores: readonly PlacedIgnore[];
}

/** An ignore file, and how many parts its folder's path has. */
interface PlacedIgnore {
  readonly ignore: GitIgnore;
  readonly from: number;
}

async function searchNamed(search: Search, path: string): Promise<void> {
  const status = await attempt(search, path, () => search.files.resolve(path));
  if (status.kind === "failed") return;
  if (status.value === undefined) {
    const message = `${displayText(path)}: no such file or folder`;
    search.problems.push({ code: "host/not-found", path, message });
  } else if (status.value.kind === "folder") await searchFolder(search, path);
  else if (status.value.kind === "file") addFound(search, path);
  else {
    const message = `${displayText(path)} is neither a file nor a folder`;
    search.problems.push({ code: "host/not-a-file", path, message });
  }
}

function addFound(search: Search, path: string): void {
  const absolute = absolutePath(path, search.files.workingFolder);
  if (search.found.has(absolute)) return;
  search.found.set(absolute, { path, isDevelopment: absolute.split("/").includes(".devcontainer") });
}

async function searchFolder(search: Search, path: string): Promise<void> {
  const shown = path.length > 1 ? path.replace(/(?<=[^/])\/+$/, "").replace(/^(?:\.\/+)+(?=[^/])/, "") : path;
  const stack: Place[] = [await startAt(search, shown)];
  for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
    if (search.folders >= limits.walkedFolders || search.found.size >= limits.files) {
      const message = `More than ${limits.walkedFolders} folders or ${limits.files} Dockerfiles: the rest was left out.`;
      search.problems.push({ code: "app/too-many-folders", path: place.path, message });
      return;
    }
    search.folders++;
    stack.push(...(await visit(search, place)).reverse());
  }
}

/** The named folder, with the ignore files of the folders above it in its repository. */
async function startAt(search: Search, path: string): Promise<Place> {
  const absolute = absolutePath(path, search.files.workingFolder);
  const root = await findRepositoryRoot(search.lists, absolute);
  if (root === undefined) return { path, parts: [], depth: 0, ignores: [] };
  const above = foldersUpTo(absolute, root).toReversed();
  const parts = above.slice(1).map((folder) => gitBytes(pathName(folder)));
  const ignores: PlacedIgnore[] = [];
  const excluded = await readIgnore(search, entryPath(root, ".git/info/exclude"));
  if (excluded !== undefined) ignores.push({ ignore: excluded, from: 0 });
  // The named folder's own ignore file is read on the walk.
  for (const [from, folder] of above.slice(0, -1).entries()) {
    const list = await search.lists.list(folder);
    if (list.kind !== "listed" || list.entries.get(".gitignore")?.kind !== "file") continue;
    const ignore = await readIgnore(search, entryPath(folder, ".gitignore"));
    if (ignore !== undefined) ignores.push({ ignore, from });
  }
  return { path, parts, depth: 0, ignores };
}

/** Looks through one folder: notes its Dockerfiles, and returns the folders below that are to be searched. */
async function visit(search: Search, place: Place): Promise<Place[]> {
  const { path, depth } = place;
  const listed = await attempt(search, path, () => search.files.list(path));
  if (listed.kind === "failed") return [];
  const entries = listed.value;
  if (depth > 0 && isDependencyFolder(pathName(path), entries)) return [];
  const here: Place = { ...place, ignores: await ignoresOf(search, place, entries) };
  const names = new Set(entries.map(({ name }) => name));
  const below: Place[] = [];
  for (const { name, kind } of entries) {
    const child = entryPath(path, name);
    if (kind === "folder") {
      if (isDependencyFolderName(name, (other) => names.has(other)) || isIgnored(here, name, true)) continue;
      below.push({
        path: child,
        parts: [...here.parts, gitBytes(name)],
        depth: depth + 1,
        ignores: here.ignores,
      });
    } else if (
      (kind === "file" || kind === "link") &&
      isDockerfileName(name) &&
      !isIgnored(here, name, false)
    ) {
      if (kind !== "file" && !(await leadsToFile(search, child))) continue;
      addFound(search, child);
      search.lists.remember(absolutePath(path, search.files.workingFolder), entries);
    }
  }
  if (depth < limits.folderDepth || below.length === 0) return below;
  const message = `${displayText(path)} lies deeper than ${limits.folderDepth} folders; those in it were left out.`;
  search.problems.push({ code: "app/too-deep", path, message });
  return [];
}

async function leadsToFile(search: Search, path: string): Promise<boolean> {
  const status = await attempt<PathStatus | undefined>(search, path, () => search.files.resolve(path));
  return status.kind === "done" && status.value?.kind === "file";
}

/** The ignore files that apply in a folder; another repository inside of one obeys its own alone. */
async function ignoresOf(
  search: Search,
  { path, parts, depth, ignores }: Place,
  entries: readonly Entry[],
): Promise<readonly PlacedIgnore[]> {
  const isOwnRepository = depth > 0 && entries.some(({ name }) => name === ".git");
  const outer = isOwnRepository ? [] : ignores;
  // Git does not follow a link here either.
  if (!entries.some(({ name, kind }) => name === ".gitignore" && kind === "file")) return outer;
  const ignore = await readIgnore(search, entryPath(path, ".gitignore"));
  return ignore === undefined ? outer : [...outer, { ignore, from: parts.length }];
}

/** The last pattern of the nearest ignore file that has one for the path. Spec: gitignore(5), precedence. */
function isIgnored({ parts, ignores }: Place, name: string, isFolder: boolean): boolean {
  if (ignores.length === 0) return false;
  const path = [...parts, gitBytes(name)];
  for (let at = ignores.length - 1; at >= 0; at--) {
    const placed = ignores[at];
    const said =
      placed === undefined ? undefined : matchGitIgnore(placed.ignore, path, placed.from, isFolder);
    if (said !== undefined) return said === "ignored";
  }
  return false;
}

async function readIgnore(search: Search, path: string): Promise<GitIgnore | undefined> {
  try {
    const ignore = parseGitIgnore(decodeSource(await search.files.read(path, limits.ignoreFileBytes)));
    if (ignore.isCut) {
      const message = `${displayText(path)} has more than ${limits.ignorePatterns} patterns; the rest was not followed.`;
      search.problems.push({ code: "app/too-many-patterns", path, message });
    }
    return ignore;
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    // Only `.git/info/exclude` is asked for without having been seen; `.git` is a file in a work tree.
    const isAbsent = error.code === "host/not-found" || error.code === "host/not-a-folder";
    if (!isAbsent) search.problems.push({ code: error.code, path, message: error.message });
    return undefined;
  }
}

type Attempt<T> = { readonly kind: "done"; readonly value: T } | { readonly kind: "failed" };

/** What the host says, or a problem in its place. */
async function attempt<T>(search: Search, path: string, ask: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { kind: "done", value: await ask() };
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    search.problems.push({ code: error.code, path, message: error.message });
    return { kind: "failed" };
  }
}
