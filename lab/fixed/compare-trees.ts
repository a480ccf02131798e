import { posix } from "node:path";
import type { ImageFile } from "../outcome/image-files.ts";
import { alignNames } from "./align-names.ts";
import type { Tree } from "./tree.ts";

/** What of a path may differ. */
export type Aspect = "presence" | "kind" | "owner" | "mode" | "target" | "bytes";

/** One difference between two trees, in words that begin with the path. */
export interface TreeDifference {
  readonly path: string;
  readonly aspect: Aspect;
  readonly words: string;
}

/**
 * Everything in which two trees differ: paths, kinds, owners, modes, where links lead, bytes. Times are not compared. What
 * is there under several names is compared under each.
 */
export function compareTrees(before: Tree, after: Tree): readonly TreeDifference[] {
  const differences: TreeDifference[] = [];
  for (const [path, old] of before) {
    const now = after.get(path);
    if (now === undefined) differences.push({ path, aspect: "presence", words: `${path} is gone` });
    else differences.push(...compareOne(path, old, now));
  }
  for (const path of after.keys()) {
    if (!before.has(path)) differences.push({ path, aspect: "presence", words: `${path} is new` });
  }
  return differences.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function compareOne(path: string, old: ImageFile, now: ImageFile): readonly TreeDifference[] {
  const differs = (aspect: Aspect, before: string | number, after: string | number) => {
    return { path, aspect, words: `${path}: ${aspect} ${before} became ${after}` };
  };
  if (old.kind !== now.kind) return [differs("kind", old.kind, now.kind)];
  const differences: TreeDifference[] = [];
  const [owner, newOwner] = [old, now].map(({ uid, gid }) => `${uid}:${gid}`);
  if (owner !== newOwner) differences.push(differs("owner", owner ?? "", newOwner ?? ""));
  // The mode of a link means nothing.
  if (old.kind !== "link" && old.mode !== now.mode) {
    differences.push(differs("mode", old.mode.toString(8), now.mode.toString(8)));
  }
  if (old.kind === "link" && old.target !== now.target) {
    differences.push(differs("target", old.target, now.target));
  }
  if (old.kind === "file" && (old.digest === undefined || old.digest !== now.digest)) {
    differences.push(differs("bytes", `${old.bytes} (${short(old)})`, `${now.bytes} (${short(now)})`));
  }
  return differences;
}

function short({ digest }: ImageFile): string {
  return digest?.slice(0, 12) ?? "not read";
}

/** What may differ between the trees before and after fixes. */
export interface Allowed {
  /** Whether a page of a rule that was applied declares the path. */
  readonly isDeclared: (path: string) => boolean;
  /** What differs between builds of the file before its fixes; see `noiseOf`. */
  readonly noise: ReadonlySet<string>;
  /** The digests of the files that were fixed, which may lie in the image: each before with its after. */
  readonly fixed: ReadonlyMap<string, string>;
}

/** Differences, sorted by what allows them. */
export interface SortedDifferences {
  readonly declared: readonly TreeDifference[];
  readonly noise: readonly TreeDifference[];
  readonly left: readonly TreeDifference[];
}

/** Sorts the differences between the trees before and after fixes. */
export function sortDifferences(before: Tree, changed: Tree, allowed: Allowed): SortedDifferences {
  const after = alignNames(before, changed, (one, other) => foldersThatVary(one, other, allowed.noise));
  const sorted = { declared: [], noise: [], left: [] } as Record<keyof SortedDifferences, TreeDifference[]>;
  const differences = compareTrees(before, after);
  const varying = varyingNames(before, after, differences);
  for (const difference of differences) {
    const [old, now] = [before.get(difference.path), after.get(difference.path)];
    const isFixed = old?.digest !== undefined && allowed.fixed.get(old.digest) === now?.digest;
    if (allowed.isDeclared(difference.path) || isOnlyAbove(difference, before, after, allowed)) {
      sorted.declared.push(difference);
    } else if (difference.aspect === "bytes" && isFixed) sorted.declared.push(difference);
    else if (
      allowed.noise.has(keyOf(difference)) ||
      (difference.aspect === "presence" &&
        allowed.noise.has(varying.get(posix.dirname(difference.path)) ?? ""))
    ) {
      sorted.noise.push(difference);
    } else sorted.left.push(difference);
  }
  return sorted;
}

/** Whether a folder that comes or goes holds what is declared and nothing else: it was made for that alone. */
function isOnlyAbove(
  { path, aspect }: TreeDifference,
  before: Tree,
  after: Tree,
  { isDeclared }: Allowed,
): boolean {
  if (aspect !== "presence") return false;
  const tree = before.has(path) ? before : after;
  if (tree.get(path)?.kind !== "folder") return false;
  let count = 0;
  for (const [below, { kind }] of tree) {
    if (!below.startsWith(`${path}/`)) continue;
    if (isDeclared(below)) count++;
    else if (kind !== "folder") return false;
  }
  return count > 0;
}

/**
 * What differs between two builds of one and the same file, for `Allowed.noise`. Where names vary, as those of logs do
 * that hold a time, it is how many names of a folder come and how many go.
 */
export function noiseOf(first: Tree, second: Tree): ReadonlySet<string> {
  const names = new Set<string>();
  const aligned = alignNames(first, second, (one, other) => {
    const varying = varyingNames(one, other, compareTrees(one, other));
    for (const key of varying.values()) names.add(key);
    return varying.keys();
  });
  return new Set([...names, ...compareTrees(first, aligned).map(keyOf)]);
}

/** The folders in which as many names vary as in two builds of one and the same file. */
function foldersThatVary(before: Tree, after: Tree, noise: ReadonlySet<string>): readonly string[] {
  const varying = varyingNames(before, after, compareTrees(before, after));
  return [...varying].filter(([, key]) => noise.has(key)).map(([folder]) => folder);
}

/** A file whose bytes vary may not change its owner for that. */
function keyOf({ path, aspect }: TreeDifference): string {
  return `${aspect} ${path}`;
}

/** By folder, how many names come for as many that go, of which kinds, owners and modes; none where these are not the same. */
function varyingNames(
  before: Tree,
  after: Tree,
  differences: readonly TreeDifference[],
): ReadonlyMap<string, string> {
  const folders = new Map<string, { readonly gone: string[]; readonly come: string[] }>();
  for (const { path, aspect } of differences) {
    if (aspect !== "presence") continue;
    const folder = posix.dirname(path);
    const names = folders.get(folder) ?? { gone: [], come: [] };
    folders.set(folder, names);
    const old = before.get(path);
    if (old !== undefined) names.gone.push(looks(old));
    else names.come.push(looks(after.get(path)));
  }
  const varying = new Map<string, string>();
  for (const [folder, { gone, come }] of folders) {
    const key = gone.sort().join(", ");
    if (gone.length > 0 && key === come.sort().join(", ")) varying.set(folder, `names ${folder}: ${key}`);
  }
  return varying;
}

function looks(file: ImageFile | undefined): string {
  return file === undefined ? "" : `${file.kind} ${file.uid}:${file.gid} ${file.mode.toString(8)}`;
}
