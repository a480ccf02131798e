import type { Edit } from "./finding.ts";

/** A text after edits; `undefined` where two edits touch the same characters. */
export function applyEdits(text: string, edits: readonly Edit[]): string | undefined {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const parts: string[] = [];
  let from = 0;
  for (const { span, text: replacement } of sorted) {
    if (span.start < from || span.end < span.start || span.end > text.length) return undefined;
    parts.push(text.slice(from, span.start), replacement);
    from = span.end;
  }
  parts.push(text.slice(from));
  return parts.join("");
}
