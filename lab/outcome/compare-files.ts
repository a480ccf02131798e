import { readdirSync } from "node:fs";
import { join, posix } from "node:path";
import type { FileFact, StageState } from "../../src/stage/index.ts";
import type { RealImage } from "./image.ts";
import type { ImageFile } from "./image-files.ts";

/** What engines lay into a container whatever its image holds. */
const ENGINES =
  /^\/(?:dev|proc|sys)(?:\/|$)|^\/(?:\.dockerenv|etc(?:\/(?:hosts|hostname|resolv\.conf|mtab))?)$/;

/** How files were compared: how many claims there were, and those that do not hold. */
export interface Compared {
  readonly claims: number;
  readonly differences: readonly string[];
}

/**
 * Compares what is claimed of files with the real ones: each path that is written down or that a copied folder
 * of the context brings must be there as it is claimed, and no real path may be claimed to be absent.
 */
export function compareFiles(state: StageState, image: RealImage, context: string): Compared {
  const asked = new Set<string>();
  const differences: string[] = [];
  let claims = 0;
  for (const path of claimedPaths(state, context)) {
    if (ENGINES.test(path)) continue;
    asked.add(path);
    const fact = factAt(state, path);
    if (fact.exists === "maybe") continue;
    claims++;
    const real = image.files.lookUp(path, fact.kind !== "link");
    if (fact.exists === "no") {
      if (real !== undefined) differences.push(`${path} should be absent, and is there`);
    } else if (real === undefined) differences.push(`${path} should be there, and is absent`);
    else differences.push(...compareOne(path, fact, real, image));
  }
  for (const [path, real] of image.files.files) {
    if (asked.has(path) || ENGINES.test(path)) continue;
    const fact = state.files.lookUp(path);
    if (fact.exists === "maybe") continue;
    claims++;
    if (fact.exists === "no") differences.push(`${path} should be absent, and is there`);
    else if (real.kind !== "link") differences.push(...compareOne(path, fact, real, image));
  }
  return { claims, differences: folded(differences) };
}

/** The path's own fact where it has one, since what is known of a link is not what is known of where it leads. */
function factAt(state: StageState, path: string): FileFact {
  const own = state.files.find(path);
  return own?.kind === "link" && own.exists === "yes" ? own : state.files.lookUp(path);
}

/** Paths with a fact of their own, and what is in folders of the context that were copied. */
function* claimedPaths(state: StageState, context: string): Generator<string, void> {
  for (const [path, fact] of state.files.paths()) {
    yield path;
    for (const source of fact.sources) {
      if (source.kind === "context") yield* below(join(context, source.path), path, 0);
    }
  }
}

function* below(folder: string, at: string, depth: number): Generator<string, void> {
  if (depth > 6) return;
  const entries = (() => {
    try {
      return readdirSync(folder, { withFileTypes: true });
    } catch {
      return [];
    }
  })();
  for (const entry of entries) {
    const path = posix.join(at, entry.name);
    yield path;
    if (entry.isDirectory()) yield* below(join(folder, entry.name), path, depth + 1);
  }
}

function compareOne(path: string, fact: FileFact, real: ImageFile, image: RealImage): readonly string[] {
  const differences: string[] = [];
  if (fact.kind !== "unknown" && real.kind !== "other" && fact.kind !== real.kind) {
    differences.push(`${path} should be a ${fact.kind}, and is a ${real.kind}`);
  }
  const { owner, mode } = fact;
  const user = idOf(owner?.user, image.files.text("/etc/passwd"));
  if (user !== undefined && user !== real.uid) {
    differences.push(`${path} should belong to user ${owner?.user}, and belongs to ${real.uid}`);
  }
  const group = idOf(owner?.group, image.files.text("/etc/group"));
  if (group !== undefined && group !== real.gid) {
    differences.push(`${path} should belong to group ${owner?.group}, and belongs to ${real.gid}`);
  }
  if (mode !== undefined && real.kind !== "link" && fact.kind !== "link" && mode !== real.mode) {
    differences.push(`${path} should have mode ${mode.toString(8)}, and has ${real.mode.toString(8)}`);
  }
  if (
    fact.kind === "link" &&
    real.kind === "link" &&
    fact.target !== undefined &&
    fact.target !== real.target
  ) {
    differences.push(`${path} should lead to ${fact.target}, and leads to ${real.target}`);
  }
  return differences;
}

/** A number as it is, a name by its line in a list; undefined where it has none. */
export function idOf(name: number | string | undefined, list: string): number | undefined {
  if (name === undefined || typeof name === "number") return name;
  if (/^\d+$/.test(name)) return Number(name);
  const line = list.split("\n").find((one) => one.startsWith(`${name}:`));
  return line === undefined ? undefined : Number(line.split(":")[2]);
}

/** A folder's difference stands for the same one of all that is in it. */
function folded(differences: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  const kept: string[] = [];
  for (const difference of differences) {
    const space = difference.indexOf(" should ");
    const path = difference.slice(0, space);
    const what = difference.slice(space);
    let isBelow = false;
    for (let at = path.lastIndexOf("/"); at > 0 && !isBelow; at = path.lastIndexOf("/", at - 1)) {
      isBelow = seen.has(`${path.slice(0, at)}${what}`);
    }
    seen.set(`${path}${what}`, 1);
    if (!isBelow) kept.push(difference);
  }
  return kept;
}
