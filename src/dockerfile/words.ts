import { isGoSpace, type MappedText, sourceSpan } from "../base/index.ts";
import type { EscapeCharacter, Word } from "./tree.ts";

/** Whether the builder's word separator for EXPOSE, COPY and the like: tab, VT, FF, CR or space. */
export function isSeparator(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || (unit >= 0x0b && unit <= 0x0d);
}

/** Splits at runs of separators; quotes mean nothing. The text has no white space at its ends. */
export function splitPlainWords(text: MappedText): readonly Word[] {
  const source = text.text;
  const words: Word[] = [];
  let start = 0;
  while (start < source.length) {
    let end = start;
    while (end < source.length && !isSeparator(source.charCodeAt(end))) end++;
    words.push({ value: source.slice(start, end), span: sourceSpan(text, { start, end }) });
    start = end;
    while (start < source.length && isSeparator(source.charCodeAt(start))) start++;
  }
  return words;
}

/** A word with its place in the joined text, not yet in the source. */
export interface QuotedWord {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Splits ENV, LABEL and ARG into words: white space inside quotes or behind an escape does not split, and
 * quotes and escapes are kept. An escape at the very end is dropped.
 */
export function splitQuotedWords(source: string, escape: EscapeCharacter): readonly QuotedWord[] {
  const words: QuotedWord[] = [];
  let at = 0;
  while (at < source.length) {
    while (at < source.length && isGoSpace(source, at)) at++;
    if (at >= source.length) break;
    const start = at;
    const read = readQuotedWord(source, start, escape);
    if (read.value.length > 0) words.push({ value: read.value, start, end: read.end });
    at = read.end;
  }
  return words;
}

function readQuotedWord(
  source: string,
  start: number,
  escape: EscapeCharacter,
): { value: string; end: number } {
  let quote = "";
  let at = start;
  for (; at < source.length; at++) {
    const character = source.charAt(at);
    if (quote === "" && isGoSpace(source, at)) return { value: source.slice(start, at), end: at };
    if (character === escape && quote !== "'") {
      // An escape that ends the text is left out, and what was open is closed with it.
      if (at + 1 === source.length) return { value: source.slice(start, at), end: at + 1 };
      at++;
    } else if (character === quote) quote = "";
    else if (quote === "" && (character === '"' || character === "'")) quote = character;
  }
  return { value: source.slice(start, at), end: at };
}

/** Words with their places in the source. */
export function placeWords(text: MappedText, words: readonly QuotedWord[]): readonly Word[] {
  return words.map(({ value, start, end }) => ({ value, span: sourceSpan(text, { start, end }) }));
}
