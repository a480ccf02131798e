import { isGoSpace, type Span, skipGoSpace, trimGoSpace } from "../base/index.ts";
import { goLower } from "./go-case.ts";
import type { Directive } from "./tree.ts";

/** What one line says as a directive: nothing (and the search ends), a directive, or one twice. */
export type DirectiveLine =
  | { readonly kind: "none" }
  | { readonly kind: "directive"; readonly name: Directive["name"]; readonly value: string }
  | { readonly kind: "repeated"; readonly name: string };

/**
 * Reads directives line by line; the first line that is none ends the search.
 * Spec: Dockerfile reference, parser directives; quirks as BuildKit's parser has them.
 */
export class DirectiveReader {
  readonly #prefix: string;
  readonly #seen = new Set<string>();
  #done = false;

  constructor(prefix = "#") {
    this.#prefix = prefix;
  }

  /** Whether no further line can be a directive. */
  get done(): boolean {
    return this.#done;
  }

  /** Reads the next line, given without its line end. */
  read(line: string): DirectiveLine {
    if (this.#done) return { kind: "none" };
    const found = line.startsWith(this.#prefix) ? matchDirective(line.slice(this.#prefix.length)) : undefined;
    if (found === undefined) {
      this.#done = true;
      return { kind: "none" };
    }
    if (this.#seen.has(found.name)) return { kind: "repeated", name: found.name };
    this.#seen.add(found.name);
    return { kind: "directive", ...found };
  }
}

/**
 * The directives as the frontend looks them up, which can differ from what the parser applied: here an
 * indented line is none, and a first line starting with `#!` is passed over.
 */
export function lookUpDirectives(text: string): readonly Directive[] {
  const body = bodyBehindMarks(text);
  const reader = new DirectiveReader();
  const directives: Directive[] = [];
  let { start, line } = body;
  while (start < text.length && !reader.done) {
    const next = text.indexOf("\n", start);
    const end = next === -1 ? text.length : next;
    const content =
      text.endsWith("\r", end) && end > start ? text.slice(start, end - 1) : text.slice(start, end);
    const found = reader.read(content);
    if (found.kind === "repeated") break;
    if (found.kind === "directive") {
      const span: Span = { start, end: start + content.length };
      directives.push({ name: found.name, value: found.value, span, line });
    }
    start = end + 1;
    line++;
  }
  return directives;
}

/**
 * The frontend image that the text asks for: `# syntax=`, else `// syntax=`, else the member `syntax` of a
 * JSON document. Spec: BuildKit, syntax detection.
 */
export function detectSyntax(text: string, directives: readonly Directive[]): string | undefined {
  const hash = directives.find((directive) => directive.name === "syntax");
  if (hash !== undefined) return firstWord(hash.value);
  const { start } = bodyBehindMarks(text);
  if (text.startsWith("//", start)) return slashSyntax(text, start);
  if (text.charAt(skipGoSpace(text, start)) === "{") return jsonSyntax(text.slice(start));
  return undefined;
}

/** The text before the first space, which is all the builder uses of a directive. */
export function firstWord(value: string): string {
  const space = value.indexOf(" ");
  return space === -1 ? value : value.slice(0, space);
}

const NAMES: ReadonlySet<string> = new Set(["syntax", "escape", "check"]);

function matchDirective(text: string): { name: Directive["name"]; value: string } | undefined {
  let at = skipGoSpace(text, 0);
  const nameStart = at;
  while (at < text.length && isNameUnit(text.charCodeAt(at), at === nameStart)) at++;
  const name = goLower(text.slice(nameStart, at));
  if (!isDirectiveName(name)) return undefined;
  at = skipRegexpSpace(text, at);
  if (text.charAt(at) !== "=") return undefined;
  at = skipRegexpSpace(text, at + 1);
  let end = text.length;
  while (end > at && isRegexpSpace(text.charCodeAt(end - 1))) end--;
  // A value of white space only still matches: the pattern wants one character, and takes a blank.
  if (end > at) return { name, value: text.slice(at, end) };
  const blank = text.charAt(at - 1);
  return blank === "=" ? undefined : { name, value: blank };
}

function isDirectiveName(name: string): name is Directive["name"] {
  return NAMES.has(name);
}

function isNameUnit(unit: number, first: boolean): boolean {
  const lower = unit | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (!first && unit >= 0x30 && unit <= 0x39);
}

/** White space to `\s` of a Go regular expression: fewer characters than to `unicode.IsSpace`. */
function isRegexpSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0c || unit === 0x0d;
}

function skipRegexpSpace(text: string, at: number): number {
  let next = at;
  while (next < text.length && isRegexpSpace(text.charCodeAt(next))) next++;
  return next;
}

function bodyBehindMarks(text: string): { start: number; line: number } {
  const start = text.startsWith("\ufeff") ? 1 : 0;
  if (!text.startsWith("#!", start)) return { start, line: 1 };
  const next = text.indexOf("\n", start);
  return { start: next === -1 ? text.length : next + 1, line: 2 };
}

function slashSyntax(text: string, from: number): string | undefined {
  const reader = new DirectiveReader("//");
  for (let start = from; start < text.length && !reader.done; ) {
    const next = text.indexOf("\n", start);
    const end = next === -1 ? text.length : next;
    const found = reader.read(text.slice(start, end).replace(/\r$/, ""));
    if (found.kind === "repeated") return undefined;
    if (found.kind === "directive" && found.name === "syntax") return firstWord(found.value);
    start = end + 1;
  }
  return undefined;
}

function jsonSyntax(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("syntax" in value)) return undefined;
    return typeof value.syntax === "string" ? value.syntax : undefined;
  } catch {
    return undefined;
  }
}

/** The text of a comment line as the builder keeps it: without its first character, trimmed. */
export function commentText(line: string): string {
  return trimGoSpace(line.slice(1));
}

/** Whether a line is a comment: its first character that is no white space is `#`. */
export function isCommentLine(text: string, start: number, end: number): boolean {
  let at = start;
  while (at < end && isGoSpace(text, at)) at++;
  return at < end && text.charCodeAt(at) === 0x23;
}
