import type { Span } from "../../base/index.ts";
import { type LineIndex, lastLine } from "../place.ts";
import { isPrintable, visibleText } from "../visible-text.ts";
import { characterWidth } from "./width.ts";

/** The line that a span starts on, cut to the room there is, and where the carets stand below it. */
export interface Excerpt {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
  /** Columns before the first caret. */
  readonly caretAt: number;
  /** How many carets, at least one. */
  readonly carets: number;
  /** Lines of the span below this one. */
  readonly moreLines: number;
}

/** Where an excerpt may be cut, and what stands there then. */
export interface ExcerptRoom {
  readonly columns: number;
  readonly ellipsis: string;
}

/** Tabs take this many columns wherever they stand, so that a cut moves nothing. */
const TAB = "    ";
/** UTF-16 units looked at for one column: combining characters take none, and a line may hold nothing else. */
const UNITS_PER_COLUMN = 8;

/**
 * The excerpt for a span. However long the line, only what fits the room is looked at; where the line does not
 * fit, the window lies around the span's start.
 */
export function cutExcerpt(lines: LineIndex, span: Span, room: ExcerptRoom): Excerpt {
  const line = lines.lineAt(span.start);
  const whole = lines.lineSpan(line);
  const start = Math.min(span.start, whole.end);
  const stop = Math.min(Math.max(span.end, start), whole.end);
  const window = chooseWindow(lines.text, whole, { start, end: stop }, room);
  const marked = readForward(lines.text, { start, end: Math.min(stop, window.end) }, room.columns);
  return {
    line,
    text: window.text.trimEnd(),
    caretAt: window.before,
    carets: Math.max(1, marked.width),
    moreLines: lastLine(lines, span) - line,
  };
}

interface Stretch {
  readonly text: string;
  readonly width: number;
  /** Where reading stopped. */
  readonly end: number;
}

interface Window {
  readonly text: string;
  /** Columns before the span. */
  readonly before: number;
  /** The source offset behind the last character shown. */
  readonly end: number;
}

function chooseWindow(text: string, line: Span, span: Span, { columns, ellipsis }: ExcerptRoom): Window {
  const head = readForward(text, { start: line.start, end: span.start }, columns);
  const all = readForward(text, line, columns);
  if (all.end === line.end) return { text: all.text, before: head.width, end: all.end };
  const marked = readForward(text, span, columns).width;
  const left = columns - ellipsis.length;
  if (head.end === span.start && head.width + Math.max(1, marked) <= left) {
    const shown = readForward(text, line, left);
    return { text: shown.text + ellipsis, before: head.width, end: shown.end };
  }
  const before = readBackward(text, { start: line.start, end: span.start }, Math.floor(columns / 3));
  const lead = before.end > line.start ? ellipsis : "";
  const used = lead.length + before.width;
  const rest = { start: span.start, end: line.end };
  const fitting = readForward(text, rest, columns - used);
  const isCut = fitting.end < line.end;
  const after = isCut ? readForward(text, rest, columns - used - ellipsis.length) : fitting;
  return {
    text: lead + before.text + after.text + (isCut ? ellipsis : ""),
    before: used,
    end: after.end,
  };
}

/** As much of a stretch as fits, from its start. */
function readForward(text: string, { start, end }: Span, columns: number): Stretch {
  const plain = text.slice(start, Math.min(end, start + columns));
  if (isPrintable(plain)) return { text: plain, width: plain.length, end: start + plain.length };
  const stop = Math.min(end, start + columns * UNITS_PER_COLUMN);
  const parts: string[] = [];
  let width = 0;
  let at = start;
  while (at < stop) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const shown = showCharacter(character, at);
    const size = shownWidth(character, shown);
    if (width + size > columns) break;
    parts.push(shown);
    width += size;
    at += character.length;
  }
  return { text: parts.join(""), width, end: Math.min(at, end) };
}

/** As much of a stretch as fits, up to its end; here `end` is where the shown part starts. */
function readBackward(text: string, { start, end }: Span, columns: number): Stretch {
  const stop = Math.max(start, end - columns * UNITS_PER_COLUMN);
  const parts: string[] = [];
  let width = 0;
  let at = end;
  while (at > stop) {
    const isPair = at - 2 >= start && (text.codePointAt(at - 2) ?? 0) > 0xffff;
    const character = text.slice(isPair ? at - 2 : at - 1, at);
    const shown = showCharacter(character, at - character.length);
    const size = shownWidth(character, shown);
    if (width + size > columns) break;
    parts.push(shown);
    width += size;
    at -= character.length;
  }
  return { text: parts.reverse().join(""), width, end: at };
}

/** A character as a terminal may show it. A byte order mark at the start of a file is not shown at all. */
function showCharacter(character: string, at: number): string {
  if (character >= " " && character <= "~") return character;
  if (character === "\t") return TAB;
  if (character === "\ufeff" && at === 0) return "";
  return visibleText(character);
}

/** A name such as `<U+001B>` takes its length; any other character takes its own width. */
function shownWidth(character: string, shown: string): number {
  return shown.length === 1 || character === shown ? characterWidth(shown) : shown.length;
}
