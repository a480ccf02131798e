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
  private readonly lists = new Map<string, Promise<FolderList>>();

  constructor(files: Files) {
    this.files = files;
  }

  /** The entries of a folder, by its absolute path. */
  list(folder: string): Promise<FolderList> {
    const existing = this.lists.get(folder);
    if (existing !== undefined) return existing;
    const list = listFolder(this.files, folder);
    this.lists.set(folder, list);
    return list;
  }

  /** Keeps the entries of a folder that was listed elsewhere, by its absolute path. */
  remember(folder: string, entries: readonly Entry[]): void {
    if (!this.lists.has(folder)) this.lists.set(folder, Promise.resolve(listedOf(entries)));
  }
}

/** The nearest folder at or above an absolute one that holds a `.git` (a folder, or a work tree's file). */
export async function findRepositoryRoot(lists: FolderLists, folder: string): Promise<string | undefined> {
  for (const at of foldersUpTo(folder, rootOf(folder))) {
    const list = await lists.list(at);
    if (list.kind === "listed" && list.entries.has(".git")) return at;
  }
  return undefined;
}

function rootOf(path: string): string {
  let at = path;
  while (parentPath(at) !== at) at = parentPath(at);
  return at;
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
