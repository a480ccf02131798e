import { type MappedPiece, type MappedText, type Span, sourceOffset, sourceSpan } from "../base/index.ts";

/** Shell text whose every character has a place in the source. */
export interface PlacedText {
  readonly kind: "placed";
  readonly text: string;
  readonly mapped: MappedText;
}

/**
 * Shell text that was made from a stretch of the source in a way that keeps no places (`$'a\tb'`, a JSON
 * string with escapes): whatever is found in it stands at the whole stretch.
 */
export interface UnplacedText {
  readonly kind: "unplaced";
  readonly text: string;
  readonly span: Span;
}

/** Text that a shell reads, and what is known of where it is written. */
export type ShellText = PlacedText | UnplacedText;

/** Shell text with places. */
export function placedText(mapped: MappedText): PlacedText {
  return { kind: "placed", text: mapped.text, mapped };
}

/** Where a stretch of the text is written: from its first character to behind its last. */
export function spanOf(source: ShellText, start: number, end: number): Span {
  if (source.kind === "unplaced") return source.span;
  const { pieces } = source.mapped;
  if (pieces.length > 1) return sourceSpan(source.mapped, { start, end });
  const offset = pieces[0]?.source ?? 0;
  return { start: start + offset, end: end + offset };
}

/** Puts a text together from stretches of another one, in rising order, and keeps their places. */
export function joinStretches(source: ShellText, stretches: readonly Span[]): ShellText {
  let text = "";
  for (const { start, end } of stretches) text += source.text.slice(start, end);
  if (source.kind === "unplaced") return { ...source, text };
  const from = source.mapped.pieces;
  const pieces: MappedPiece[] = [];
  let index = pieceIndex(from, stretches[0]?.start ?? 0);
  let at = 0;
  for (const { start, end } of stretches) {
    if (end <= start) continue;
    while ((from[index + 1]?.at ?? Infinity) <= start) index++;
    const first = from[index] ?? { at: 0, source: 0 };
    pieces.push({ at, source: first.source + (start - first.at) });
    for (let next = from[index + 1]; next !== undefined && next.at < end; next = from[index + 1]) {
      pieces.push({ at: at + (next.at - start), source: next.source });
      index++;
    }
    at += end - start;
  }
  if (pieces.length === 0)
    pieces.push({ at: 0, source: sourceOffset(source.mapped, stretches[0]?.start ?? 0) });
  return placedText({ text, pieces });
}

/** The piece that an offset stands in; the text's first one where there is none before it. */
function pieceIndex(pieces: readonly MappedPiece[], offset: number): number {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
