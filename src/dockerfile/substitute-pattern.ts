import { limits } from "../base/index.ts";

/**
 * The work that the patterns of one word may still take. `left` falls with every comparison; below zero,
 * whatever the functions here returned is not to be used.
 */
export interface PatternBudget {
  left: number;
}

/** What a pattern makes of a value, or why the builder refuses the pattern. */
export type PatternResult =
  | { readonly kind: "value"; readonly value: string }
  | { readonly kind: "refused"; readonly reason: string };

/** Which match goes away, for `trimStart` and `trimEnd`: `#` and `%` say shortest, `##` and `%%` longest. */
export type Extent = "shortest" | "longest";

// A pattern is what stands between its stars. Within such a segment a character is its code point, or ANY.
type Segment = readonly number[];

const ANY = -1;
const NEWLINE = 10;
const STAR = 42;
const QUESTION_MARK = 63;
const BACKSLASH = 92;
const BYTE_ORDER_MARK = 0xfeff;
const REPLACEMENT = 0xfffd;

/** `${name#pattern}`: the value without what the pattern matches at its start. */
export function trimStart(
  value: string,
  pattern: string,
  extent: Extent,
  budget: PatternBudget,
): PatternResult {
  const segments = parsePattern(codePoints(pattern), pattern);
  if (typeof segments === "string") return { kind: "refused", reason: segments };
  const text = decodeValue(value, budget);
  const end = matchEnd(segments, text, 0, extent, budget);
  return { kind: "value", value: end === undefined ? value : renderCodes(text, end, text.length) };
}

/**
 * `${name%pattern}`: the value without what the pattern matches at its end. As in the builder, pattern and
 * value are read backwards, which is why a refusal shows the pattern reversed.
 */
export function trimEnd(
  value: string,
  pattern: string,
  extent: Extent,
  budget: PatternBudget,
): PatternResult {
  const reversed = reversePattern(codePoints(pattern));
  const segments = parsePattern(reversed, renderCodes(reversed, 0, reversed.length));
  if (typeof segments === "string") return { kind: "refused", reason: segments };
  const text = decodeValue(value, budget);
  const end = matchEnd(segments, text.toReversed(), 0, extent, budget);
  return { kind: "value", value: end === undefined ? value : renderCodes(text, 0, text.length - end) };
}

/** `${name/pattern/replacement}`: the value with the first match replaced by the text as it stands. */
export function replaceFirst(
  value: string,
  pattern: string,
  replacement: string,
  budget: PatternBudget,
): PatternResult {
  const segments = parsePattern(codePoints(pattern), pattern);
  if (typeof segments === "string") return { kind: "refused", reason: segments };
  const text = decodeValue(value, budget);
  const match = findMatch(segments, text, 0, budget);
  if (match === undefined) return { kind: "value", value };
  const before = renderCodes(text, 0, match.start);
  return { kind: "value", value: before + replacement + renderCodes(text, match.end, text.length) };
}

/**
 * `${name//pattern/replacement}`: the value with every match replaced. Unlike for the first match alone, the
 * replacement is a template: `$0` and `${0}` stand for the match, `$$` for a dollar, and any other `$name`
 * for nothing. A result that is longer than `limits.substitutionCharacters` is incomplete.
 * Spec: Go regexp, ReplaceAllString and Expand.
 */
export function replaceAll(
  value: string,
  pattern: string,
  replacement: string,
  budget: PatternBudget,
): PatternResult {
  const segments = parsePattern(codePoints(pattern), pattern);
  if (typeof segments === "string") return { kind: "refused", reason: segments };
  const text = decodeValue(value, budget);
  const expand = prepareTemplate(replacement);
  let result = "";
  let lastEnd = 0;
  let from = 0;
  while (from <= text.length && budget.left >= 0) {
    const match = findMatch(segments, text, from, budget);
    if (match === undefined) break;
    result += renderCodes(text, lastEnd, match.start);
    // An empty match right behind another match is part of that one, and replaced with it.
    if (match.end > lastEnd || match.start === 0) {
      result += expand(renderCodes(text, match.start, match.end));
    }
    lastEnd = match.end;
    if (result.length > limits.substitutionCharacters) break;
    from = Math.max(from + 1, match.end);
  }
  return { kind: "value", value: result + renderCodes(text, lastEnd, text.length) };
}

/** The segments of a pattern, or the reason why the builder refuses it. */
function parsePattern(pattern: readonly number[], shown: string): readonly Segment[] | string {
  let segment: number[] = [];
  const segments = [segment];
  // The builder reads a pattern with the scanner that read the word, which drops a leading mark each time.
  for (let at = pattern[0] === BYTE_ORDER_MARK ? 1 : 0; at < pattern.length; at++) {
    const character = pattern[at] ?? 0;
    if (character === STAR) {
      segment = [];
      segments.push(segment);
    } else if (character === QUESTION_MARK) {
      segment.push(ANY);
    } else if (character === BACKSLASH) {
      const escaped = pattern[at + 1] ?? REPLACEMENT;
      if (!isEscapable(escaped)) {
        const escape = `invalid escape '\\${String.fromCodePoint(escaped)}'`;
        return `invalid pattern (${shown}) in substitution: ${escape}`;
      }
      segment.push(escaped);
      at++;
    } else {
      segment.push(comparable(character));
    }
  }
  return segments;
}

/** Whether a backslash may stand before a character of a pattern: `* ? \ } /`. */
function isEscapable(character: number): boolean {
  return (
    character === STAR ||
    character === QUESTION_MARK ||
    character === BACKSLASH ||
    character === 125 ||
    character === 47
  );
}

/**
 * Turns a pattern round but keeps each escape before its character. A backslash at the very end comes
 * first, where it escapes what was before it: the builder's reading.
 */
function reversePattern(pattern: readonly number[]): readonly number[] {
  const reversed: number[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? 0;
    const next = pattern[at + 1];
    if (character === BACKSLASH && next !== undefined) {
      reversed.push(next);
      at++;
    }
    reversed.push(character);
  }
  return reversed.reverse();
}

/** The leftmost match at or after `from`, as long as possible. */
function findMatch(
  segments: readonly Segment[],
  text: readonly number[],
  from: number,
  budget: PatternBudget,
): { readonly start: number; readonly end: number } | undefined {
  const first = segments[0] ?? [];
  let start = from;
  while (start + first.length <= text.length && budget.left >= 0) {
    if (!matchesAt(first, text, start, budget)) {
      start++;
      continue;
    }
    const end = matchEnd(segments, text, start, "longest", budget);
    if (end !== undefined) return { start, end };
    // A star stays in its line, and a later start in the same line leaves it less to choose from: only a
    // start whose first segment ends in a later line can do better. This keeps the search linear.
    start = lineEnd(text, start + first.length, budget) - first.length + 1;
  }
  return undefined;
}

/**
 * The end of the match that begins at `start`. All segments between the first and the last stand as early
 * as they can, which leaves the last one every place that it can have; no other choice needs trying.
 */
function matchEnd(
  segments: readonly Segment[],
  text: readonly number[],
  start: number,
  extent: Extent,
  budget: PatternBudget,
): number | undefined {
  const first = segments[0] ?? [];
  if (!matchesAt(first, text, start, budget)) return undefined;
  let at = start + first.length;
  for (let index = 1; index < segments.length; index++) {
    const segment = segments[index] ?? [];
    const isLast = index === segments.length - 1;
    const place =
      isLast && extent === "longest"
        ? lastPlace(segment, text, at, budget)
        : firstPlace(segment, text, at, budget);
    if (place === undefined) return undefined;
    at = place + segment.length;
  }
  return at;
}

/** The first place at or after `from` where the segment stands, with no line feed between. */
function firstPlace(
  segment: Segment,
  text: readonly number[],
  from: number,
  budget: PatternBudget,
): number | undefined {
  for (let at = from; at + segment.length <= text.length && budget.left >= 0; at++) {
    if (matchesAt(segment, text, at, budget)) return at;
    if (text[at] === NEWLINE) return undefined;
  }
  return undefined;
}

/** The last place at or after `from` where the segment stands, with no line feed between. */
function lastPlace(
  segment: Segment,
  text: readonly number[],
  from: number,
  budget: PatternBudget,
): number | undefined {
  const reach = Math.min(lineEnd(text, from, budget), text.length - segment.length);
  for (let at = reach; at >= from && budget.left >= 0; at--) {
    if (matchesAt(segment, text, at, budget)) return at;
  }
  return undefined;
}

/** The offset of the first line feed at or after `from`, or the text's length. */
function lineEnd(text: readonly number[], from: number, budget: PatternBudget): number {
  let at = from;
  while (at < text.length && text[at] !== NEWLINE) at++;
  budget.left -= at - from;
  return at;
}

function matchesAt(segment: Segment, text: readonly number[], at: number, budget: PatternBudget): boolean {
  budget.left--;
  if (at + segment.length > text.length) return false;
  for (let index = 0; index < segment.length; index++) {
    const wanted = segment[index];
    const found = text[at + index] ?? 0;
    const isSame = wanted === ANY ? found !== NEWLINE : wanted === comparable(found);
    if (!isSame) {
      budget.left -= index;
      return false;
    }
  }
  budget.left -= segment.length;
  return true;
}

/** The function that makes a match's replacement from the template. */
function prepareTemplate(template: string): (match: string) => string {
  if (!template.includes("$")) return () => template;
  // Where neither form fits, the dollar stands for itself. Written here and not above: to build its sets of
  // characters takes half a millisecond, which every start would pay for.
  const parts = template.split(/(\$\$|\$[\p{L}\p{Nd}_]+|\$\{[\p{L}\p{Nd}_]+\})/u);
  return (match) => {
    let result = "";
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index] ?? "";
      if (index % 2 === 0) result += part;
      else if (part === "$$") result += "$";
      else if (part === "$0" || part === `\${0}`) result += match;
    }
    return result;
  };
}

/** A byte that was not UTF-8 is U+FFFD to the builder, in patterns and in values, and so equals any other. */
function comparable(character: number): number {
  return character >= 0xd800 && character <= 0xdfff ? REPLACEMENT : character;
}

function decodeValue(value: string, budget: PatternBudget): readonly number[] {
  budget.left -= value.length;
  return codePoints(value);
}

function codePoints(text: string): readonly number[] {
  const codes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at) ?? 0;
    if (code > 0xffff) at++;
    codes.push(code);
  }
  return codes;
}

function renderCodes(codes: readonly number[], start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCodePoint(codes[at] ?? 0);
  return text;
}
