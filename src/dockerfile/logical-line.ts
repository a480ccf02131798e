import { isGoSpace, type MappedPiece, type MappedText, mapWhole, type Span } from "../base/index.ts";
import { isCommentLine } from "./directives.ts";
import type { Line, LineCursor } from "./lines.ts";
import type { EscapeCharacter } from "./tree.ts";

/** A logical line: its physical lines joined, without escapes at their ends and comments between them. */
export interface LogicalLine {
  readonly line: MappedText;
  readonly emptyLines: readonly Span[];
  /** Behind the last physical line's content. */
  readonly contentEnd: number;
}

/**
 * Where the content of a line ends in front of the escape that continues it, or undefined when the line is
 * not continued. An escape continues when only spaces and tabs follow and no other escape stands before it.
 * Spec: BuildKit parser, line continuation.
 */
export function continuationAt(
  text: string,
  start: number,
  end: number,
  escape: EscapeCharacter,
): number | undefined {
  let at = end;
  while (at > start) {
    const unit = text.charCodeAt(at - 1);
    if (unit !== 0x20 && unit !== 0x09) break;
    at--;
  }
  if (at === start || text.charAt(at - 1) !== escape) return undefined;
  if (at - 1 > start && text.charAt(at - 2) === escape) return undefined;
  return at - 1;
}

/** Joins the line that starts at `start` (leading white space left out by the caller) with what continues it. */
export function readLogicalLine(
  text: string,
  first: Line,
  start: number,
  cursor: LineCursor,
  escape: EscapeCharacter,
): LogicalLine {
  const cut = continuationAt(text, start, first.contentEnd, escape);
  if (cut === undefined) {
    return {
      line: mapWhole(text.slice(start, first.contentEnd), start),
      emptyLines: [],
      contentEnd: first.contentEnd,
    };
  }
  const parts = [text.slice(start, cut)];
  const pieces: MappedPiece[] = [{ at: 0, source: start }];
  const emptyLines: Span[] = [];
  let length = cut - start;
  let contentEnd = first.contentEnd;
  for (let line = cursor.next(); line !== undefined; line = cursor.next()) {
    contentEnd = line.contentEnd;
    if (isCommentLine(text, line.start, line.contentEnd)) continue;
    if (isBlank(text, line.start, line.contentEnd)) {
      emptyLines.push({ start: line.start, end: line.contentEnd });
      continue;
    }
    const next = continuationAt(text, line.start, line.contentEnd, escape);
    const part = text.slice(line.start, next ?? line.contentEnd);
    if (part.length > 0) {
      pieces.push({ at: length, source: line.start });
      parts.push(part);
      length += part.length;
    }
    if (next === undefined) break;
  }
  return { line: { text: parts.join(""), pieces }, emptyLines, contentEnd };
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isGoSpace(text, at)) return false;
  return true;
}
