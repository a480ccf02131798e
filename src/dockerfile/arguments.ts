import { type MappedText, sourceSpan } from "../base/index.ts";
import { ByteView, isByteSpace } from "./byte-view.ts";
import type { DockerfileCode } from "./codes.ts";
import { readJsonForm } from "./json-form.ts";
import type { EscapeCharacter, Form, Word } from "./tree.ts";
import { isSeparator, placeWords, type QuotedWord, splitPlainWords, splitQuotedWords } from "./words.ts";

/** What the text behind the flags was read as; `refused` says why the builder's parser gives up here. */
export interface ReadArguments {
  readonly form: Form;
  readonly args: readonly Word[];
  readonly refused?: Refusal;
}

/** Why the builder's parser gives up, and at which word. */
export interface Refusal {
  readonly code: DockerfileCode;
  readonly message: string;
  readonly at: Word | undefined;
}

type Reader = (text: MappedText, escape: EscapeCharacter, name: string) => ReadArguments;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["add", readJsonOrWords],
  ["arg", readQuoted],
  ["cmd", readJsonOrShell],
  ["copy", readJsonOrWords],
  ["entrypoint", readJsonOrShell],
  ["env", readPairs],
  ["expose", readPlain],
  ["from", readPlain],
  ["healthcheck", readHealthcheck],
  ["label", readPairs],
  ["maintainer", readWhole],
  ["run", readJsonOrShell],
  ["shell", readJsonOrShell],
  ["stopsignal", readWhole],
  ["user", readWhole],
  ["volume", readJsonOrWords],
  ["workdir", readWhole],
]);

/** Whether the builder knows the instruction; the name is in lower case. */
export function isInstructionName(lower: string): boolean {
  return READERS.has(lower) || lower === "onbuild";
}

/** All instruction names, in upper case. */
export const INSTRUCTION_NAMES: readonly string[] = [...READERS.keys(), "onbuild"]
  .map((name) => name.toUpperCase())
  .sort();

/** Reads the trimmed text behind the flags, by instruction (given in lower case). ONBUILD is not read here. */
export function readArguments(name: string, text: MappedText, escape: EscapeCharacter): ReadArguments {
  const reader = READERS.get(name);
  // The builder drops the text of an instruction it does not know, and keeps one empty word.
  if (reader === undefined) return { form: "words", args: [{ value: "", span: placeOf(text, 0, 0) }] };
  return reader(text, escape, name);
}

function readWhole(text: MappedText): ReadArguments {
  return { form: "words", args: wholeWord(text) };
}

function readPlain(text: MappedText): ReadArguments {
  return { form: "words", args: splitPlainWords(text) };
}

function readQuoted(text: MappedText, escape: EscapeCharacter): ReadArguments {
  return { form: "words", args: placeWords(text, splitQuotedWords(text.text, escape)) };
}

function readJsonOrShell(text: MappedText): ReadArguments {
  const json = readJsonForm(text);
  if (json.kind === "strings") return { form: "exec", args: json.words };
  const args = wholeWord(text);
  if (json.kind === "none") return { form: "shell", args };
  return { form: "shell", args, refused: notStrings(args[0]) };
}

function readJsonOrWords(text: MappedText): ReadArguments {
  const json = readJsonForm(text);
  if (json.kind === "strings") return { form: "exec", args: json.words };
  const args = splitPlainWords(text);
  if (json.kind === "none") return { form: "words", args };
  return { form: "words", args, refused: notStrings(args[0]) };
}

function notStrings(at: Word | undefined): Refusal {
  const message = "when using JSON array syntax, arrays must be comprised of strings only";
  return { code: "dockerfile/json-not-strings", message, at };
}

/** The type, then what a shell or the exec form gets. White space is judged byte by byte, as BuildKit does. */
function readHealthcheck(text: MappedText): ReadArguments {
  const view = new ByteView(text);
  const source = view.binary;
  let end = 0;
  while (end < source.length && !isByteSpace(source.charCodeAt(end))) end++;
  let next = end;
  while (next < source.length && isByteSpace(source.charCodeAt(next))) next++;
  if (end === 0) return { form: "words", args: [] };
  const type: Word = { value: view.slice(0, end).text, span: placeOf(text, 0, view.unitAt(end)) };
  if (next === source.length) return { form: "words", args: [type] };
  const command = readJsonOrShell(view.slice(next));
  return { ...command, args: [type, ...command.args] };
}

/** Triples of name, value and separator, in the new form `a=b c=d` or the old `a b`. */
function readPairs(text: MappedText, escape: EscapeCharacter, name: string): ReadArguments {
  const words = splitQuotedWords(text.text, escape);
  const first = words[0];
  if (first === undefined) return { form: "words", args: [] };
  if (!first.value.includes("=")) return readOldPair(text, name);
  const args: Word[] = [];
  let refused: Refusal | undefined;
  for (const word of words) {
    const triple = readPair(text, word);
    if (triple !== undefined) args.push(...triple);
    else if (refused === undefined) {
      const message = `Syntax error - can't find = in ${JSON.stringify(word.value)}. Must be of the form: name=value`;
      const at: Word = { value: word.value, span: placeOf(text, word.start, word.end) };
      refused = { code: "dockerfile/equals-missing", message, at };
    }
  }
  return refused === undefined ? { form: "words", args } : { form: "words", args, refused };
}

function readPair(text: MappedText, word: QuotedWord): readonly [Word, Word, Word] | undefined {
  const equals = word.value.indexOf("=");
  if (equals === -1) return undefined;
  const middle = word.start + equals;
  return [
    { value: word.value.slice(0, equals), span: placeOf(text, word.start, middle) },
    { value: word.value.slice(equals + 1), span: placeOf(text, middle + 1, word.end) },
    { value: "=", span: placeOf(text, middle, middle + 1) },
  ];
}

function readOldPair(text: MappedText, name: string): ReadArguments {
  const source = text.text;
  let end = 0;
  while (end < source.length && !isSeparator(source.charCodeAt(end))) end++;
  let next = end;
  while (next < source.length && isSeparator(source.charCodeAt(next))) next++;
  const key: Word = { value: source.slice(0, end), span: placeOf(text, 0, end) };
  if (end === source.length) {
    const refused = {
      code: "dockerfile/arguments-missing",
      message: `${name.toUpperCase()} must have two arguments`,
      at: key,
    } as const;
    return { form: "words", args: [], refused };
  }
  const value: Word = { value: source.slice(next), span: placeOf(text, next, source.length) };
  return { form: "words", args: [key, value, { value: "", span: placeOf(text, end, end) }] };
}

function wholeWord(text: MappedText): readonly Word[] {
  return text.text === "" ? [] : [{ value: text.text, span: placeOf(text, 0, text.text.length) }];
}

function placeOf(text: MappedText, start: number, end: number): Word["span"] {
  return sourceSpan(text, { start, end });
}
