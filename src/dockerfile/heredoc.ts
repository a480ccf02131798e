import { displayText, type MappedText, type Span } from "../base/index.ts";
import type { Line, LineCursor } from "./lines.ts";
import { substituteWords } from "./substitute.ts";
import type { Heredoc } from "./tree.ts";

/** The opening of a here-document, as in `<<EOF` or `3<<-"EOF"`. */
export interface HeredocOpening {
  readonly name: string;
  readonly expand: boolean;
  readonly chomp: boolean;
  readonly fileDescriptor: number;
}

/** An opening, none, or a word whose quotes do not close. */
export type HeredocWord =
  | { readonly kind: "none" }
  | { readonly kind: "opening"; readonly opening: HeredocOpening }
  | { readonly kind: "refused"; readonly reason: string };

const NONE: HeredocWord = { kind: "none" };
const SHAPE = /^([0-9]*)<<(-?)[\t\n\f\r ]*([^<]*)$/;
const LEADING_TABS = /(^|\n)\t+/g;
const UNSET = (): undefined => undefined;

/**
 * Reads one word as the opening of a here-document. The word is always read with a backslash as escape,
 * whatever the file's own. Spec: BuildKit parser, ParseHeredoc.
 */
export function readHeredocWord(word: string): HeredocWord {
  if (!word.includes("<<")) return NONE;
  const shape = SHAPE.exec(word);
  const rest = shape?.[3] ?? "";
  if (shape === null || rest === "") return NONE;
  const plain = substituteWords(rest, UNSET, { skipUnset: true });
  if (plain.kind === "refused") return plain;
  const name = plain.words[0];
  if (plain.words.length !== 1 || name === undefined) return NONE;
  const raw = substituteWords(rest, UNSET, { skipUnset: true, rawQuotes: true });
  if (raw.kind === "refused") return raw;
  if (raw.words.length !== 1)
    return { kind: "refused", reason: `cannot tell the name of the heredoc ${rest}` };
  // A quote that is there with quotes kept and gone without them means: do not expand.
  const expand = countQuotes(name) === countQuotes(raw.words[0] ?? "");
  const descriptor = shape[1] === "" ? 0 : Number(shape[1]);
  const opening: HeredocOpening = {
    // The builder's lexer gives U+FFFD for a byte that is no UTF-8, so that no such line ever ends the body.
    name: displayText(name),
    expand,
    chomp: shape[2] === "-",
    fileDescriptor: descriptor,
  };
  return { kind: "opening", opening };
}

/** All openings of a logical line, in order; the first word that is refused ends it. */
export function findHeredocs(line: string): {
  readonly openings: readonly HeredocOpening[];
  readonly refused: string | undefined;
} {
  const split = substituteWords(line, UNSET, { skipUnset: true, rawQuotes: true, rawEscapes: true });
  const openings: HeredocOpening[] = [];
  if (split.kind === "refused") return { openings, refused: undefined };
  for (const word of split.words) {
    const read = readHeredocWord(word);
    if (read.kind === "refused") return { openings, refused: read.reason };
    if (read.kind === "opening") openings.push(read.opening);
  }
  return { openings, refused: undefined };
}

/** A body with its leading tabs dropped, as `<<-` asks. */
export function chompBody(content: string): string {
  return content.replace(LEADING_TABS, "$1");
}

/** A body as text with places, its leading tabs dropped where `<<-` asks. */
export function mapBody(heredoc: Heredoc): MappedText {
  const start = heredoc.bodySpan.start;
  if (!heredoc.chomp) return { text: heredoc.content, pieces: [{ at: 0, source: start }] };
  const pieces: { at: number; source: number }[] = [];
  let text = "";
  let from = 0;
  for (const match of heredoc.content.matchAll(LEADING_TABS)) {
    const tabs = match.index + (match[1]?.length ?? 0);
    if (tabs > from) {
      pieces.push({ at: text.length, source: start + from });
      text += heredoc.content.slice(from, tabs);
    }
    from = match.index + match[0].length;
  }
  pieces.push({ at: text.length, source: start + from });
  return { text: text + heredoc.content.slice(from), pieces };
}

/** What reading a body gave: the here-document, or the end of the text before its terminator. */
export type HeredocBody = { readonly kind: "closed"; readonly heredoc: Heredoc } | { readonly kind: "open" };

/** Reads lines up to the one that is the heredoc's name; the cursor then stands behind it. */
export function readHeredocBody(text: string, cursor: LineCursor, opening: HeredocOpening): HeredocBody {
  const bodyStart = cursor.offset;
  for (let line = cursor.next(); line !== undefined; line = cursor.next()) {
    const start = opening.chomp ? skipTabs(text, line) : line.start;
    if (line.contentEnd - start !== opening.name.length || !text.startsWith(opening.name, start)) continue;
    const bodySpan: Span = { start: bodyStart, end: line.start };
    const terminatorSpan: Span = { start: line.start, end: line.contentEnd };
    const content = text.slice(bodyStart, line.start);
    return { kind: "closed", heredoc: { ...opening, content, bodySpan, terminatorSpan } };
  }
  return { kind: "open" };
}

function skipTabs(text: string, line: Line): number {
  let at = line.start;
  while (at < line.contentEnd && text.charCodeAt(at) === 0x09) at++;
  return at;
}

function countQuotes(word: string): number {
  let count = 0;
  for (const character of word) if (character === '"' || character === "'") count++;
  return count;
}
