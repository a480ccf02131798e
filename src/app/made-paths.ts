import { decodeSource, limits, PlimsollError } from "../base/index.ts";
import type { Files } from "../host/index.ts";
import { FolderLists, findRepositoryRoot } from "./folder-lists.ts";
import { type GitIgnore, gitBytes, matchGitIgnore, parseGitIgnore } from "./git-ignore.ts";
import { absolutePath, entryPath, foldersUpTo, parentPath, pathName } from "./path.ts";

/**
 * Tells paths that something makes before a build, such as `dist/` or `target/app.jar`: Git ignores them, so
 * that their absence on disk says nothing. Ignore files are read once.
 */
export class MadePaths {
  readonly #files: Files;
  readonly #lists: FolderLists;
  readonly #ignores = new Map<string, GitIgnore | undefined>();

  constructor(files: Files) {
    this.#files = files;
    this.#lists = new FolderLists(files);
  }

  /** Whether Git ignores a path, or a folder that it lies in. */
  async isIgnored(path: string): Promise<boolean> {
    const absolute = absolutePath(path, this.#files.workingFolder);
    const parent = parentPath(absolute);
    const root = (await findRepositoryRoot(this.#lists, parent)) ?? this.#files.workingFolder;
    const folders = foldersUpTo(parent, root).toReversed();
    const parts = [...folders.slice(1), absolute].map((folder) => gitBytes(pathName(folder)));
    const ignores: (GitIgnore | undefined)[] = [];
    for (const folder of folders) ignores.push(await this.#read(folder));
    return parts.some((_, at) => isIgnoredAt(ignores, parts.slice(0, at + 1), at < parts.length - 1));
  }

  async #read(folder: string): Promise<GitIgnore | undefined> {
    if (this.#ignores.has(folder)) return this.#ignores.get(folder);
    const ignore = await this.#parse(entryPath(folder, ".gitignore"));
    this.#ignores.set(folder, ignore);
    return ignore;
  }

  async #parse(path: string): Promise<GitIgnore | undefined> {
    try {
      return parseGitIgnore(decodeSource(await this.#files.read(path, limits.ignoreFileBytes)));
    } catch (error) {
      if (error instanceof PlimsollError) return undefined;
      throw error;
    }
  }
}

/** The last pattern of the nearest ignore file that has one for the path. Spec: gitignore(5), precedence. */
function isIgnoredAt(
  ignores: readonly (GitIgnore | undefined)[],
  path: readonly string[],
  isFolder: boolean,
): boolean {
  for (let from = path.length - 1; from >= 0; from--) {
    const ignore = ignores[from];
    const answer = ignore === undefined ? undefined : matchGitIgnore(ignore, path, from, isFolder);
    if (answer !== undefined) return answer === "ignored";
  }
  return false;
}
