import { isGoSpace, type MappedText, sourceSpan } from "../base/index.ts";
import type { Word } from "./tree.ts";

/** What a text is as a JSON form: no array (so another form), an array of strings, or one with others. */
export type JsonForm =
  | { readonly kind: "none" }
  | { readonly kind: "strings"; readonly words: readonly Word[] }
  | { readonly kind: "mixed" };

const NONE: JsonForm = { kind: "none" };
const DEEPEST = 10_000;

/**
 * Reads a JSON array of strings. What is no valid JSON array is "none", and the builder silently takes
 * the text for a shell's or for words; a valid array with anything but strings in it is refused.
 */
export function readJsonForm(text: MappedText, from = 0): JsonForm {
  const source = text.text;
  let start = from;
  while (start < source.length && isGoSpace(source, start)) start++;
  if (source.charCodeAt(start) !== 0x5b) return NONE;
  const words = readStrings(text, start);
  if (words !== undefined) return { kind: "strings", words };
  return classify(source.slice(start));
}

/** The plain case, with places: brackets, strings, commas, white space of JSON. Undefined for all else. */
function readStrings(text: MappedText, open: number): readonly Word[] | undefined {
  const source = text.text;
  const words: Word[] = [];
  let at = skipJsonSpace(source, open + 1);
  if (source.charCodeAt(at) === 0x5d)
    return skipJsonSpace(source, at + 1) === source.length ? words : undefined;
  for (;;) {
    const end = stringEnd(source, at);
    if (end === undefined) return undefined;
    const value = decodeString(source.slice(at, end));
    if (value === undefined) return undefined;
    words.push({ value, span: sourceSpan(text, { start: at, end }) });
    at = skipJsonSpace(source, end);
    const unit = source.charCodeAt(at);
    at = skipJsonSpace(source, at + 1);
    if (unit === 0x5d) return at === source.length ? words : undefined;
    if (unit !== 0x2c) return undefined;
  }
}

function stringEnd(source: string, start: number): number | undefined {
  if (source.charCodeAt(start) !== 0x22) return undefined;
  for (let at = start + 1; at < source.length; at++) {
    const unit = source.charCodeAt(at);
    if (unit === 0x22) return at + 1;
    if (unit === 0x5c) at++;
  }
  return undefined;
}

function decodeString(literal: string): string | undefined {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

function skipJsonSpace(source: string, from: number): number {
  let at = from;
  while (at < source.length) {
    const unit = source.charCodeAt(at);
    if (unit !== 0x20 && unit !== 0x09 && unit !== 0x0a && unit !== 0x0d) break;
    at++;
  }
  return at;
}

/** An array that is not all strings. Numbers too large and nesting too deep are errors of Go's decoder. */
function classify(source: string): JsonForm {
  if (isTooDeep(source)) return NONE;
  try {
    const value: unknown = JSON.parse(source);
    if (!Array.isArray(value) || holdsInfinity(value)) return NONE;
    return { kind: "mixed" };
  } catch {
    return NONE;
  }
}

function isTooDeep(source: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < source.length; at++) {
    const unit = source.charCodeAt(at);
    if (quoted) {
      if (unit === 0x5c) at++;
      else if (unit === 0x22) quoted = false;
    } else if (unit === 0x22) quoted = true;
    else if (unit === 0x5b || unit === 0x7b) {
      depth++;
      if (depth > DEEPEST) return true;
    } else if (unit === 0x5d || unit === 0x7d) depth--;
  }
  return false;
}

function holdsInfinity(value: readonly unknown[]): boolean {
  const waiting: unknown[] = [...value];
  for (let next = waiting.pop(); waiting.length > 0 || next !== undefined; next = waiting.pop()) {
    if (typeof next === "number" && !Number.isFinite(next)) return true;
    if (typeof next === "object" && next !== null)
      for (const inner of Object.values(next)) waiting.push(inner);
  }
  return false;
}
