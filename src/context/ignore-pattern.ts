import { encodeSource, hasInvalidBytes, type Problem, trimGoSpace } from "../base/index.ts";
import { cleanPath } from "./clean-path.ts";
import type { ContextCode } from "./codes.ts";
import { isMalformedPattern } from "./dot-match.ts";
import { translatePattern } from "./pattern-shape.ts";
import { compileRegexp } from "./regexp-matcher.ts";

/** One pattern of an ignore file, ready to match. */
export interface IgnorePattern {
  /** The pattern, cleaned, without its `!`. */
  readonly text: string;
  /** Whether it started with `!`: what it matches is sent after all. */
  readonly isExclusion: boolean;
  /**
   * Whether the pattern matches this very path (no slash at either end); folders above it are not asked.
   * Undefined where the builder fails only now, as with `x*{1}`.
   */
  readonly matches: (path: string) => boolean | undefined;
}

/** A pattern, or why the builder refuses it before it matches anything. */
export type CompiledPattern =
  | { readonly kind: "pattern"; readonly pattern: IgnorePattern }
  | { readonly kind: "refused"; readonly problem: Problem };

/** Makes a pattern ready, as BuildKit's `patternmatcher.New` does; undefined where it drops a blank one. */
export function compileIgnorePattern(written: string): CompiledPattern | undefined {
  const trimmed = trimGoSpace(written);
  if (trimmed === "") return undefined;
  // Cleaned with its `!`, which is a letter to this step: `!../../x` becomes `x`.
  const cleaned = cleanPath(trimmed);
  const isExclusion = cleaned.startsWith("!");
  const text = isExclusion ? cleaned.slice(1) : cleaned;
  if (text === "") return refuse("context/empty-exclusion", 'A "!" must be followed by a pattern');
  if (isMalformedPattern(text)) return refuse("context/bad-pattern", `"${written}" is not a valid pattern`);
  return { kind: "pattern", pattern: { text, isExclusion, matches: lazily(text) } };
}

function refuse(code: ContextCode, message: string): CompiledPattern {
  return { kind: "refused", problem: { code, message } };
}

type Match = (path: string) => boolean | undefined;

/** Most patterns of a long file are never asked about most paths, so each is translated when it first is. */
function lazily(text: string): Match {
  let match: Match | undefined;
  return (path) => {
    match ??= compileMatch(text);
    return match(path);
  };
}

function compileMatch(text: string): Match {
  const shape = translatePattern(text);
  if (shape.kind === "exact") return (path) => path === text;
  if (shape.kind === "prefix") return compilePrefix(text.slice(0, -2));
  if (shape.kind === "suffix") return compileSuffix(text);
  const regexp = compileRegexp(shape.source);
  return regexp === undefined ? () => undefined : (path) => regexp.matches(path);
}

/** `src**`: everything that starts so, `srcfile` too. */
function compilePrefix(start: string): Match {
  if (!hasInvalidBytes(start)) return (path) => path.startsWith(start);
  const bytes = asBytes(start);
  return (path) => asBytes(path).startsWith(bytes);
}

/** `**go`: everything that ends so, `cargo` too; with a slash behind the stars also the bare name. */
function compileSuffix(text: string): Match {
  // A byte order mark hides the stars behind it: the builder sees them, but cuts two bytes of the mark.
  const isOdd = hasInvalidBytes(text) || text.startsWith("\ufeff");
  const end = (isOdd ? asBytes(text) : text).slice(2);
  const bare = end.startsWith("/") ? end.slice(1) : undefined;
  return (path) => {
    const subject = isOdd ? asBytes(path) : path;
    return subject.endsWith(end) || subject === bare;
  };
}

/** The text with one unit for each byte, for comparisons that may cut a character in two. */
function asBytes(text: string): string {
  return Buffer.from(encodeSource(text)).toString("latin1");
}
