import type { Problem } from "../base/index.ts";
import { compileIgnorePattern, type IgnorePattern } from "./ignore-pattern.ts";

/** The patterns of an ignore file, ready to match. Every path is relative, with `/`, without one at either end. */
export interface IgnoreMatcher {
  readonly patterns: readonly IgnorePattern[];
  /** Whether any pattern starts with `!`. */
  readonly hasExclusions: boolean;
  /**
   * Whether the path is ignored because it or a folder above it is matched, by `patternmatcher`'s
   * `MatchesOrParentMatches`. Undefined where the builder fails at a pattern.
   */
  readonly matchesOrParentMatches: (path: string) => boolean | undefined;
  /**
   * The same for a walk, which brings what matched the folder above: one flag for each pattern, or undefined at
   * the root. The flags of this path are written to `flags`, if given. The results differ from those of
   * `matchesOrParentMatches` where a pattern was not asked about a folder because others had decided.
   */
  readonly matchesInWalk: (
    path: string,
    parent: Uint8Array | undefined,
    flags: Uint8Array | undefined,
  ) => boolean | undefined;
}

/** A matcher, or why the builder refuses a pattern before it matches anything. */
export type CompiledIgnore =
  | { readonly kind: "compiled"; readonly matcher: IgnoreMatcher }
  | { readonly kind: "refused"; readonly problem: Problem };

/** Makes patterns, as `parseIgnoreFile` gives them, ready to match. */
export function compileIgnorePatterns(written: readonly string[]): CompiledIgnore {
  const patterns: IgnorePattern[] = [];
  for (const text of written) {
    const compiled = compileIgnorePattern(text);
    if (compiled?.kind === "refused") return compiled;
    if (compiled !== undefined) patterns.push(compiled.pattern);
  }
  const matcher: IgnoreMatcher = {
    patterns,
    hasExclusions: patterns.some((pattern) => pattern.isExclusion),
    matchesOrParentMatches: (path) => matchWithFolders(patterns, path),
    matchesInWalk: (path, parent, flags) => matchInWalk(patterns, path, parent, flags),
  };
  return { kind: "compiled", matcher };
}

function matchWithFolders(patterns: readonly IgnorePattern[], path: string): boolean | undefined {
  let isIgnored = false;
  for (const pattern of patterns) {
    // A pattern that could not change the answer is not asked, so that it cannot fail either.
    if (pattern.isExclusion !== isIgnored) continue;
    const matches = pattern.matches(path);
    if (matches === undefined) return undefined;
    if (matches || matchesFolderAbove(pattern, path)) isIgnored = !pattern.isExclusion;
  }
  return isIgnored;
}

function matchesFolderAbove(pattern: IgnorePattern, path: string): boolean {
  for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1)) {
    if (pattern.matches(path.slice(0, slash)) === true) return true;
  }
  return false;
}

function matchInWalk(
  patterns: readonly IgnorePattern[],
  path: string,
  parent: Uint8Array | undefined,
  flags: Uint8Array | undefined,
): boolean | undefined {
  let isIgnored = false;
  for (let at = 0; at < patterns.length; at++) {
    const pattern = patterns[at];
    if (pattern === undefined) break;
    let matches: boolean | undefined = parent?.[at] === 1;
    if (!matches) {
      if (pattern.isExclusion !== isIgnored) continue;
      matches = pattern.matches(path);
      if (matches === undefined) return undefined;
    }
    if (!matches) continue;
    isIgnored = !pattern.isExclusion;
    if (flags !== undefined) flags[at] = 1;
  }
  return isIgnored;
}
