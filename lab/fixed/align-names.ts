import { posix } from "node:path";
import type { Tree } from "./tree.ts";

/** How deep folders with names of chance lie in each other at the most, such as `cache/RANDOM/build/RANDOM`. */
const DEEPEST = 4;

/**
 * The second tree with folders called as in the first where a tool made up their names: those of `folders`' children
 * that one tree alone has, and that hold the same paths, of the same kinds, owners and modes. What is in them can then
 * be compared. `folders` tells of the trees as they are which folders' names vary from build to build.
 */
export function alignNames(
  before: Tree,
  after: Tree,
  folders: (before: Tree, after: Tree) => Iterable<string>,
): Tree {
  let tree = after;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const renames = new Map<string, string>();
    for (const folder of folders(before, tree)) {
      const free = new Map<string, string[]>();
      for (const name of foldersOnlyIn(tree, before, folder)) {
        const shape = shapeOf(tree, name);
        free.set(shape, [...(free.get(shape) ?? []), name]);
      }
      for (const name of foldersOnlyIn(before, tree, folder)) {
        const other = free.get(shapeOf(before, name))?.shift();
        if (other !== undefined) renames.set(other, name);
      }
    }
    if (renames.size === 0) break;
    tree = rename(tree, renames);
  }
  return tree;
}

function foldersOnlyIn(tree: Tree, other: Tree, folder: string): readonly string[] {
  return [...tree]
    .filter(([path, { kind }]) => kind === "folder" && posix.dirname(path) === folder && !other.has(path))
    .map(([path]) => path)
    .sort();
}

/** What is below a folder, but for bytes and where links lead; names of chance are as long as each other. */
function shapeOf(tree: Tree, folder: string): string {
  const lines: string[] = [];
  for (const [path, { kind, uid, gid, mode }] of tree) {
    if (path !== folder && !path.startsWith(`${folder}/`)) continue;
    lines.push(`${kind} ${uid}:${gid} ${mode.toString(8)} ${path.slice(folder.length)}`);
  }
  return lines.sort().join("\n");
}

function rename(tree: Tree, renames: ReadonlyMap<string, string>): Tree {
  return new Map(
    [...tree].map(([path, file]) => {
      for (let at = path; at !== "/"; at = posix.dirname(at)) {
        const name = renames.get(at);
        if (name !== undefined) return [name + path.slice(at.length), file];
      }
      return [path, file];
    }),
  );
}
