import { limits } from "../base/index.ts";

/** A path below a folder, without the folder. */
export function relativeTo(folder: string, path: string): string {
  return path.slice(folder === "/" ? 1 : folder.length + 1);
}

/** The folders above paths that were asked for lately: the same few are asked for all the time. */
const PARENTS = new Map<string, readonly string[]>();

/** The folders above a path, from the root down, without the path itself. */
export function parentsOf(path: string): readonly string[] {
  const known = PARENTS.get(path);
  if (known !== undefined) return known;
  const parents: string[] = path === "/" ? [] : ["/"];
  for (let at = path.indexOf("/", 1); at !== -1; at = path.indexOf("/", at + 1))
    parents.push(path.slice(0, at));
  if (PARENTS.size >= limits.knownPaths) PARENTS.clear();
  PARENTS.set(path, parents);
  return parents;
}
