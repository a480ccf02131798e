import type { Whether } from "../base/index.ts";
import type { Contents } from "./contents.ts";
import type { ImageEntry } from "./image-entry.ts";

/** Folders that are on PATH in every image that sets none. */
const PATH_FOLDERS = new Set("/usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin".split(" "));

/** The shells that an image without a shell has not. */
const SHELLS: ReadonlySet<string> = new Set(["sh", "ash", "bash", "dash"]);

/**
 * What is inside an image of which only the second table knows: a few tools, its users, its interpreters. None
 * of it is a whole list.
 */
export function contentsOfEntry(entry: ImageEntry): Contents {
  const users = new Map(entry.users.map((user) => [user.name, user]));
  const paths = [
    ...entry.interpreters.flatMap(({ path, aliases }) => [path ?? "", ...aliases]),
    ...(entry.shell === undefined || entry.shell === "none" ? [] : [entry.shell, ...entry.otherShells]),
  ];
  const present = new Set([...entry.tools, ...paths.flatMap((path) => commandAt(path) ?? [])]);
  const missing = new Set([...entry.missingTools, ...(entry.shell === "none" ? SHELLS : [])]);
  return {
    whetherCommand: (name) => (present.has(name) ? "yes" : missing.has(name) ? "no" : "maybe"),
    whetherPackage: () => "maybe",
    whetherUser: (name) => listed(users.has(name)),
    whetherUid: (uid) => listed(entry.users.some((user) => user.uid === uid)),
    whetherGroup: () => "maybe",
    whetherGid: () => "maybe",
    findUser: (name) => users.get(name),
    findGroup: () => undefined,
    listCommands: () => [...present].sort(),
    listPackages: () => [],
    listUsers: () => entry.users,
    isComplete: false,
  };
}

function listed(isListed: boolean): Whether {
  return isListed ? "yes" : "maybe";
}

function commandAt(path: string): string | undefined {
  const slash = path.lastIndexOf("/");
  return PATH_FOLDERS.has(path.slice(0, slash)) ? path.slice(slash + 1) : undefined;
}
