import type { Span } from "./span.ts";

/**
 * Text that was put together from stretches of a source, and knows where each stretch came from: a
 * logical Dockerfile line without its continuations and comments, or a heredoc body without its tabs.
 */
export interface MappedText {
  readonly text: string;
  /** Stretches in rising order; the first starts at 0. Offset `at` of the text stands at `source`. */
  readonly pieces: readonly MappedPiece[];
}

/** One stretch: the text from `at` on is the source from `source` on, up to the next piece. */
export interface MappedPiece {
  readonly at: number;
  readonly source: number;
}

/** A text that is one stretch of the source, as it stands. */
export function mapWhole(text: string, source: number): MappedText {
  return { text, pieces: [{ at: 0, source }] };
}

/** The source offset of the character at `at`; of the text's end where `at` is its length. */
export function sourceOffset(mapped: MappedText, at: number): number {
  const piece = pieceAt(mapped, at);
  return piece.source + (at - piece.at);
}

/**
 * The source span of a span of the text: from its first character to behind its last, so that a
 * continuation between two words belongs to neither.
 */
export function sourceSpan(mapped: MappedText, span: Span): Span {
  const start = sourceOffset(mapped, span.start);
  const end = span.end > span.start ? sourceOffset(mapped, span.end - 1) + 1 : start;
  return { start, end: Math.max(start, end) };
}

/** A stretch of a mapped text, still mapped. */
export function sliceMapped(mapped: MappedText, start: number, end: number = mapped.text.length): MappedText {
  const first = mapped.pieces[0];
  if (mapped.pieces.length === 1 && first !== undefined) {
    return mapWhole(mapped.text.slice(start, end), first.source + start);
  }
  const pieces: MappedPiece[] = [{ at: 0, source: sourceOffset(mapped, start) }];
  for (const piece of mapped.pieces) {
    if (piece.at > start && piece.at < end) pieces.push({ at: piece.at - start, source: piece.source });
  }
  return { text: mapped.text.slice(start, end), pieces };
}

function pieceAt(mapped: MappedText, at: number): MappedPiece {
  const { pieces } = mapped;
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.at ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return pieces[low] ?? { at: 0, source: 0 };
}
