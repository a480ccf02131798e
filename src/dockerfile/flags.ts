import { type MappedText, skipGoSpace, sliceMapped, sourceSpan, trimGoSpaceEnd } from "../base/index.ts";
import { ByteView, isByteSpace } from "./byte-view.ts";
import type { EscapeCharacter, FlagWord } from "./tree.ts";

/** The flags of an instruction, and the text behind them with white space trimmed from both ends. */
export interface FlagsAndRest {
  readonly flags: readonly FlagWord[];
  readonly rest: MappedText;
}

/** A flag's text with quotes and escapes removed, and its place in what was scanned. */
interface RawFlag {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Takes leading words that start with `--`; a bare `--` ends them and is dropped. Quotes and escapes inside
 * are removed. BuildKit does this byte by byte, so that a letter outside ASCII becomes one character for
 * each of its bytes, and a byte 0x85 or 0xA0 counts as white space: we do the same.
 */
export function readFlags(text: MappedText, escape: EscapeCharacter): FlagsAndRest {
  const source = text.text;
  if (source === "" || (source.charCodeAt(0) < 0x80 && !source.startsWith("--")))
    return { flags: [], rest: text };
  const view = new ByteView(text);
  const scanned = scanFlags(view.binary, escape);
  const flags = scanned.flags.map((flag) => placeFlag(text, view, flag));
  return { flags, rest: trimMapped(view.slice(scanned.rest)) };
}

function placeFlag(text: MappedText, view: ByteView, flag: RawFlag): FlagWord {
  const start = view.unitAt(flag.start);
  const end = view.unitAt(flag.end);
  const equals = flag.text.indexOf("=");
  // Not beyond the word: an instruction may have thousands of flags without a value.
  const written = text.text.slice(start, end).indexOf("=");
  const argumentStart = written === -1 ? end : start + written + 1;
  return {
    value: flag.text,
    span: sourceSpan(text, { start, end }),
    name: flag.text.slice(2, equals === -1 ? undefined : equals),
    argument:
      equals === -1
        ? undefined
        : { value: flag.text.slice(equals + 1), span: sourceSpan(text, { start: argumentStart, end }) },
  };
}

/** Spec: BuildKit parser, extractBuilderFlags; one character of `source` is one byte. */
function scanFlags(source: string, escape: EscapeCharacter): { flags: readonly RawFlag[]; rest: number } {
  const flags: RawFlag[] = [];
  let at = 0;
  for (;;) {
    while (at < source.length && isByteSpace(source.charCodeAt(at))) at++;
    if (at >= source.length) return { flags, rest: source.length };
    if (!source.startsWith("--", at)) return { flags, rest: at };
    const word = scanFlag(source, at, escape);
    if (word.text === "--") return { flags, rest: word.end };
    if (word.text.length > 0) flags.push({ text: word.text, start: at, end: word.end });
    at = word.end;
  }
}

function scanFlag(source: string, start: number, escape: EscapeCharacter): { text: string; end: number } {
  let text = "";
  let quote = "";
  let at = start;
  for (; at < source.length; at++) {
    const character = source.charAt(at);
    if (quote === "" && isByteSpace(source.charCodeAt(at))) break;
    if (quote === "" && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = "";
    else if (character === escape) {
      at++;
      if (at < source.length) text += source.charAt(at);
    } else text += character;
  }
  return { text, end: Math.min(at, source.length) };
}

/** The text without white space at its ends. */
function trimMapped(text: MappedText): MappedText {
  const source = text.text;
  const start = skipGoSpace(source, 0);
  const end = trimGoSpaceEnd(source, start, source.length);
  return start === 0 && end === source.length ? text : sliceMapped(text, start, end);
}
