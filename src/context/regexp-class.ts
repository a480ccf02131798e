import { backslashSet, type CharSet, namedSet, negateSet, normalizeSet } from "./char-set.ts";
import { unicodeSet } from "./unicode-set.ts";

/** A set that was read, and the offset behind it. */
export interface ReadSet {
  readonly set: CharSet;
  readonly end: number;
}

/** Reads `[…]` at `start`, in Go's syntax: `^` negates, `!` does not, a first `]` is a character. */
export function readClass(source: string, start: number): ReadSet | undefined {
  const isNegated = source[start + 1] === "^";
  const spans: number[] = [];
  const first = start + (isNegated ? 2 : 1);
  let at = first;
  while (at === first || source[at] !== "]") {
    if (at >= source.length) return undefined;
    const inner = readSetInClass(source, at);
    if (inner === "refused") return undefined;
    if (inner !== undefined) {
      for (const end of inner.set) spans.push(end);
      at = inner.end;
      continue;
    }
    const span = readSpan(source, at);
    if (span === undefined) return undefined;
    spans.push(span.low, span.high);
    at = span.end;
  }
  const set = normalizeSet(spans);
  return { set: isNegated ? negateSet(set) : set, end: at + 1 };
}

/** Reads a backslash and what belongs to it, outside brackets. */
export function readBackslash(source: string, at: number): ReadSet | undefined {
  const set = readLetterSet(source, at);
  if (set === "refused") return undefined;
  if (set !== undefined) return set;
  const escape = readEscape(source, at);
  return escape === undefined ? undefined : { set: [escape.character, escape.character], end: escape.end };
}

function readSetInClass(source: string, at: number): ReadSet | "refused" | undefined {
  if (source.startsWith("[:", at)) {
    const close = source.indexOf(":]", at + 2);
    if (close === -1) return undefined;
    const set = namedSet(source.slice(at + 2, close));
    return set === undefined ? "refused" : { set, end: close + 2 };
  }
  return readLetterSet(source, at);
}

/** `\d`, `\pL`, `\p{Greek}` and the like; undefined where something else stands. */
function readLetterSet(source: string, at: number): ReadSet | "refused" | undefined {
  if (source[at] !== "\\") return undefined;
  const letter = source[at + 1] ?? "";
  const set = backslashSet(letter);
  if (set !== undefined) return { set, end: at + 2 };
  if (letter !== "p" && letter !== "P") return undefined;
  let name = source[at + 2] ?? "";
  let end = at + 3;
  if (name === "{") {
    const close = source.indexOf("}", end);
    if (close === -1) return "refused";
    name = source.slice(end, close);
    end = close + 1;
  }
  const isNegatedInside = name.startsWith("^");
  const found = unicodeSet(isNegatedInside ? name.slice(1) : name);
  if (found === undefined) return "refused";
  return { set: isNegatedInside === (letter === "P") ? found : negateSet(found), end };
}

function readSpan(source: string, at: number) {
  const low = readCharacter(source, at);
  if (low === undefined) return undefined;
  // A minus before the closing bracket stands for itself.
  const hasHigh = source[low.end] === "-" && low.end + 1 < source.length && source[low.end + 1] !== "]";
  const high = hasHigh ? readCharacter(source, low.end + 1) : low;
  if (high === undefined || high.character < low.character) return undefined;
  return { low: low.character, high: high.character, end: high.end };
}

interface ReadCharacter {
  readonly character: number;
  readonly end: number;
}

function readCharacter(source: string, at: number): ReadCharacter | undefined {
  if (source[at] === "\\") return readEscape(source, at);
  const character = source.codePointAt(at);
  if (character === undefined) return undefined;
  return { character, end: at + (character > 0xffff ? 2 : 1) };
}

const CONTROL_LETTERS: ReadonlyMap<string, number> = new Map([
  ["a", 0x07],
  ["f", 0x0c],
  ["n", 0x0a],
  ["r", 0x0d],
  ["t", 0x09],
  ["v", 0x0b],
]);

// One octal digit alone would be a back reference, which Go does not have, unless it is 0.
const OCTAL = /0[0-7]{0,2}|[1-7][0-7]{1,2}/y;
const HEX = /x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})/y;
const PUNCTUATION = /^[\0-/:-@[-`{-\x7f]$/;

/** An escaped character: punctuation for itself, a control letter, octal or hexadecimal digits. */
function readEscape(source: string, at: number): ReadCharacter | undefined {
  const unit = source[at + 1] ?? "";
  if (PUNCTUATION.test(unit)) return { character: unit.charCodeAt(0), end: at + 2 };
  const control = CONTROL_LETTERS.get(unit);
  if (control !== undefined) return { character: control, end: at + 2 };
  OCTAL.lastIndex = at + 1;
  const octal = OCTAL.exec(source);
  if (octal !== null) return { character: Number.parseInt(octal[0], 8), end: OCTAL.lastIndex };
  HEX.lastIndex = at + 1;
  const hex = HEX.exec(source);
  if (hex === null) return undefined;
  const character = Number.parseInt(hex[1] ?? hex[2] ?? "", 16);
  return character > 0x10ffff ? undefined : { character, end: HEX.lastIndex };
}
