/**
 * A stretch of source text: UTF-16 offsets from 0, half-open. Only reports and the editor protocol turn
 * offsets into lines and columns.
 */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The smallest span that covers both spans. */
export function coverSpans(a: Span, b: Span): Span {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}
