import { posix } from "node:path";
import { limits } from "../base/index.ts";

/** A path below a folder, without the folder. */
export function relativeTo(folder: string, path: string): string {
  return path.slice(folder === "/" ? 1 : folder.length + 1);
}

/** A path below a folder as a path of its own; the folder itself where nothing stands below it. */
export function joinPaths(folder: string, rest: string): string {
  if (rest === "") return folder;
  // What is clean on both sides is clean together, and nearly all is.
  if (!rest.startsWith("/") && !UNCLEAN.test(rest) && !UNCLEAN.test(folder))
    return folder === "/" ? `/${rest}` : `${folder}/${rest}`;
  return posix.join(folder, rest);
}

/** A path without `.`, `..` and doubled slashes. */
export function cleanPath(path: string): string {
  return UNCLEAN.test(path) ? posix.normalize(path) : path;
}

/** A folder as it is known: without a slash behind it. */
export function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

/** What `normalize` may change: a slash or a dot behind a slash, a dot in front, a slash at the end, nothing at all. */
const UNCLEAN = /\/[/.]|^\.|.\/$|^$/;

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
