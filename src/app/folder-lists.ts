import { PlimsollError } from "../base/index.ts";
import type { Entry, Files } from "../host/index.ts";
import { absolutePath, foldersUpTo, parentPath, relativePath } from "./path.ts";

/** The entries of a folder by name, or why there are none. */
export type FolderList =
  | { readonly kind: "listed"; readonly entries: ReadonlyMap<string, Entry> }
  | { readonly kind: "missing" }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Lists every folder once in a run. Names are compared as stored, also where the file system would not. */
export class FolderLists {
  private readonly files: Files;
  private readonly workingFolder: string;
  private readonly lists = new Map<string, Promise<FolderList>>();
  private readonly asked = new Map<string, Promise<boolean>>();

  constructor(files: Files) {
    this.files = files;
    this.workingFolder = absolutePath(".", files.workingFolder);
  }

  /** The entries of a folder, by its absolute path. */
  list(folder: string): Promise<FolderList> {
    const existing = this.lists.get(folder);
    if (existing !== undefined) return existing;
    const list = listFolder(this.files, folder);
    this.lists.set(folder, list);
    return list;
  }

  /**
   * Whether a folder, given by its absolute path, holds a name. Folders at and below the working folder are listed
   * for it, as they will be asked more; those outside can hold thousands of entries that are nobody's concern.
   */
  async holds(folder: string, name: string): Promise<boolean> {
    const isNear = foldersUpTo(folder, this.workingFolder).at(-1) === this.workingFolder;
    const list = isNear ? await this.list(folder) : await this.lists.get(folder);
    if (list !== undefined) return list.kind === "listed" && list.entries.has(name);
    const path = folder.endsWith("/") ? folder + name : `${folder}/${name}`;
    const existing = this.asked.get(path);
    if (existing !== undefined) return existing;
    const answer = isThere(this.files, path);
    this.asked.set(path, answer);
    return answer;
  }

  /** Keeps the entries of a folder that was listed elsewhere, by its absolute path. */
  remember(folder: string, entries: readonly Entry[]): void {
    if (!this.lists.has(folder)) this.lists.set(folder, Promise.resolve(listedOf(entries)));
  }
}

/** The nearest folder at or above an absolute one that holds a `.git` (a folder, or a work tree's file). */
export async function findRepositoryRoot(lists: FolderLists, folder: string): Promise<string | undefined> {
  for (const at of foldersUpTo(folder, rootOf(folder))) {
    if (await lists.holds(at, ".git")) return at;
  }
  return undefined;
}

function rootOf(path: string): string {
  let at = path;
  while (parentPath(at) !== at) at = parentPath(at);
  return at;
}

async function isThere(files: Files, path: string): Promise<boolean> {
  try {
    return (await files.status(path)) !== undefined;
  } catch (error) {
    if (error instanceof PlimsollError) return false;
    throw error;
  }
}

function listedOf(entries: readonly Entry[]): FolderList {
  return { kind: "listed", entries: new Map(entries.map((entry) => [entry.name, entry])) };
}

async function listFolder(files: Files, folder: string): Promise<FolderList> {
  try {
    const shown = relativePath(folder, absolutePath(".", files.workingFolder));
    const entries = await files.list(shown);
    return listedOf(entries);
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    if (error.code === "host/not-found" || error.code === "host/not-a-folder") return { kind: "missing" };
    return { kind: "unreadable", reason: error.message };
  }
}
