/** What a pattern comes down to: a comparison, or a regular expression in Go's syntax. */
export type PatternShape =
  | { readonly kind: "exact" }
  | { readonly kind: "prefix" }
  | { readonly kind: "suffix" }
  | { readonly kind: "regexp"; readonly source: string };

// The builder means to escape `{`, `|` and `}` as well, but its table is too small for them: they keep the
// meaning they have in regular expressions.
const ESCAPED = new Set(".+()$");

const BYTE_ORDER_MARK = "\ufeff";

/**
 * Translates a cleaned pattern. The regular expression is built as text and parsed afterwards, since that is
 * where the builder's oddities come from: `[*]` puts `[^/]*` inside brackets, `\d` is a digit.
 */
export function translatePattern(pattern: string): PatternShape {
  // The builder reads characters: a byte that is no UTF-8 becomes U+FFFD, and a leading mark is skipped.
  const readable = pattern.toWellFormed();
  const units = [...(readable.startsWith(BYTE_ORDER_MARK) ? readable.slice(1) : readable)];
  let kind: PatternShape["kind"] = "exact";
  let source = "^";
  for (let at = 0; at < units.length; at++) {
    const unit = units[at] ?? "";
    if (unit === "*" && units[at + 1] === "*") {
      const isFirst = at === 0;
      at += units[at + 2] === "/" ? 2 : 1;
      const isLast = at + 1 >= units.length;
      source += isLast ? ".*" : "(.*/)?";
      if (isFirst) kind = "suffix";
      else kind = isLast && kind === "exact" ? "prefix" : "regexp";
    } else if (unit === "*" || unit === "?") {
      source += unit === "*" ? "[^/]*" : "[^/]";
      kind = "regexp";
    } else if (unit === "\\") {
      at++;
      source += `\\${units[at] ?? ""}`;
      if (at < units.length) kind = "regexp";
    } else {
      source += ESCAPED.has(unit) ? `\\${unit}` : unit;
      if (unit === "[" || unit === "]") kind = "regexp";
    }
  }
  return kind === "regexp" ? { kind, source: `${source}$` } : { kind };
}
