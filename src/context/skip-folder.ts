import type { IgnoreMatcher } from "./ignore-matcher.ts";

const PATTERN_CHARACTERS = /[*[\]?^\\]/;

/**
 * Whether every `!` pattern is a plain path, perhaps with `/*` or `/**` behind it. Only then does the builder
 * leave out ignored folders; otherwise it walks all of them.
 */
export function hasOnlyPlainExclusions(matcher: IgnoreMatcher): boolean {
  return matcher.patterns.every(
    (pattern) => !pattern.isExclusion || !PATTERN_CHARACTERS.test(withoutTrailingStars(pattern.text)),
  );
}

/** Whether an ignored folder need not be entered: no plain `!` pattern leads into it. */
export function canSkipFolder(matcher: IgnoreMatcher, path: string): boolean {
  if (!matcher.hasExclusions) return true;
  const start = `${path}/`;
  return !matcher.patterns.some(
    (pattern) => pattern.isExclusion && `${withoutTrailingStars(pattern.text)}/`.startsWith(start),
  );
}

function withoutTrailingStars(pattern: string): string {
  const shorter = pattern.endsWith("/**") ? pattern.slice(0, -3) : pattern;
  return shorter.endsWith("/*") ? shorter.slice(0, -2) : shorter;
}
