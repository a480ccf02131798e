import { limits, type Problem, type Span } from "../base/index.ts";

/** A value of a bake file; `unknown` is one that only bake can evaluate. */
export type HclValue =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "null" }
  | { readonly kind: "list"; readonly items: readonly HclValue[] }
  | { readonly kind: "object"; readonly fields: ReadonlyMap<string, HclField> }
  | { readonly kind: "unknown"; readonly written: string };

/** A named value and where its name stands. */
export interface HclField {
  readonly span: Span;
  readonly value: HclValue;
}

/** A top-level block such as `target "app" { … }`; its span covers type and labels. */
export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly span: Span;
  readonly fields: ReadonlyMap<string, HclField>;
}

/** What a text holds. */
export interface HclReading<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

const IDENTIFIER = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const HEREDOC = /<<-?([A-Za-z_][\w-]*)\r?\n/y;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

/**
 * Reads the blocks and the literal values of HCL. Expressions (interpolation, functions, conditions,
 * references) become unknown; what follows a mistake is read on from the next line. Never throws.
 * Spec: HCL native syntax.
 */
export function parseHcl(path: string, text: string): HclReading<readonly HclBlock[]> {
  const cursor = new HclCursor(path, text);
  return { value: cursor.readBlocks(), problems: cursor.problems };
}

/** Reads JSON as one HCL value, which is a superset of it, so that places are known. Never throws. */
export function parseHclJson(path: string, text: string): HclReading<HclValue> {
  const cursor = new HclCursor(path, text);
  return { value: cursor.readJson(), problems: cursor.problems };
}

class HclCursor {
  readonly problems: Problem[] = [];
  private at: number;
  private readonly path: string;
  private readonly text: string;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
    this.at = text.startsWith("\ufeff") ? 1 : 0;
  }

  readBlocks(): readonly HclBlock[] {
    const blocks: HclBlock[] = [];
    for (this.skipSpace(true); this.at < this.text.length; this.skipSpace(true)) {
      const start = this.at;
      const type = this.match(IDENTIFIER);
      if (type === undefined) {
        this.reject(start, `${this.text.charAt(start)} is not expected here`);
        this.skipExpression("\n");
        if (this.at === start || this.peek() === "}") this.at++;
        continue;
      }
      const block = this.readBlock(type, start);
      if (block !== undefined) blocks.push(block);
    }
    return blocks;
  }

  readJson(): HclValue {
    this.skipSpace(true);
    const value = this.readValue(0, "");
    this.skipSpace(true);
    if (this.at < this.text.length) this.reject(this.at, "something follows the value");
    return value;
  }

  /** What follows a name at the top: labels and a body, or `= value`, which no one here needs. */
  private readBlock(type: string, start: number): HclBlock | undefined {
    const labels: string[] = [];
    let end = this.at;
    for (;;) {
      this.skipSpace(false);
      const next = this.peek();
      const label = next === '"' ? this.readString().text : this.match(IDENTIFIER);
      if (label === undefined) break;
      labels.push(label);
      end = this.at;
    }
    if (this.peek() === "{") {
      this.at++;
      return { type, labels, span: { start, end }, fields: this.readBody() };
    }
    if (this.peek() !== "=") this.reject(start, `${type} is followed by neither { nor =`);
    this.skipExpression("\n");
    return undefined;
  }

  /** The attributes of a body up to its brace; blocks inside are passed over. */
  private readBody(): ReadonlyMap<string, HclField> {
    const fields = new Map<string, HclField>();
    for (this.skipSpace(true); this.peek() !== "}"; this.skipSpace(true)) {
      const start = this.at;
      if (start >= this.text.length) {
        this.reject(start, "a { is never closed");
        return fields;
      }
      const name = this.match(IDENTIFIER);
      const span = { start, end: this.at };
      this.skipSpace(false);
      if (name !== undefined && this.peek() === "=" && this.text.charAt(this.at + 1) !== "=") {
        this.at++;
        fields.set(name, { span, value: this.readValue(0, "\n") });
        continue;
      }
      this.skipExpression("\n");
      if (this.at === start) this.at++;
    }
    this.at++;
    return fields;
  }

  /** A value and the expression that it may be a part of. `ends` are the characters that end it besides brackets. */
  private readValue(depth: number, ends: string): HclValue {
    this.skipSpace(!ends.includes("\n"));
    const start = this.at;
    const value = depth >= limits.pipelineDepth ? undefined : this.readLiteral(depth);
    this.skipSpace(!ends.includes("\n"));
    if (value !== undefined && this.isEnd(ends)) return value;
    this.skipExpression(ends);
    return { kind: "unknown", written: this.text.slice(start, Math.min(this.at, start + 200)).trim() };
  }

  private readLiteral(depth: number): HclValue | undefined {
    const next = this.peek();
    if (next === '"') {
      const { text, isTemplate } = this.readString();
      return isTemplate ? { kind: "unknown", written: text } : { kind: "text", text };
    }
    if (next === "[") return this.readList(depth);
    if (next === "{") return this.readObject(depth);
    const number = this.match(NUMBER);
    if (number !== undefined) return { kind: "text", text: number };
    const word = this.match(IDENTIFIER);
    if (word === "null") return { kind: "null" };
    return word === "true" || word === "false" ? { kind: "text", text: word } : undefined;
  }

  private readList(depth: number): HclValue {
    const items: HclValue[] = [];
    this.at++;
    for (this.skipSpace(true); this.peek() !== "]"; this.skipSpace(true)) {
      const start = this.at;
      if (start >= this.text.length) {
        this.reject(start, "a [ is never closed");
        break;
      }
      const value = this.readValue(depth + 1, ",");
      if (this.at > start) items.push(value);
      if (this.peek() === ",") this.at++;
      else if (this.at === start) this.at++; // A bracket that closes nothing.
    }
    this.at++;
    return { kind: "list", items };
  }

  private readObject(depth: number): HclValue {
    const fields = new Map<string, HclField>();
    this.at++;
    for (this.skipSpace(true); this.peek() !== "}"; this.skipSpace(true)) {
      const start = this.at;
      if (start >= this.text.length) {
        this.reject(start, "a { is never closed");
        break;
      }
      const name = this.peek() === '"' ? this.readString().text : this.match(IDENTIFIER);
      const span = { start, end: this.at };
      this.skipSpace(false);
      if (name !== undefined && (this.peek() === "=" || this.peek() === ":")) {
        this.at++;
        this.skipSpace(true);
        fields.set(name, { span, value: this.readValue(depth + 1, ",\n") });
      } else {
        this.skipExpression(",\n");
      }
      this.skipSpace(true);
      if (this.peek() === ",") this.at++;
      else if (this.at === start) this.at++;
    }
    this.at++;
    return { kind: "object", fields };
  }

  /** A quoted string; one with `${` or `%{` is a template, and its text is as written. */
  private readString(): { readonly text: string; readonly isTemplate: boolean } {
    const start = this.at++;
    let text = "";
    let isTemplate = false;
    while (this.at < this.text.length) {
      const next = this.peek();
      if (next === '"') {
        this.at++;
        return { text: isTemplate ? this.text.slice(start + 1, this.at - 1) : text, isTemplate };
      }
      if (next === "\n") break;
      const after = this.text.charAt(this.at + 1);
      if ((next === "$" || next === "%") && after === "{") {
        isTemplate = true;
        this.skipTemplate();
      } else if ((next === "$" || next === "%") && after === next && this.text.charAt(this.at + 2) === "{") {
        text += `${next}{`; // A doubled sign stands for itself.
        this.at += 3;
      } else if (next === "\\") {
        text += this.readEscape(after);
      } else {
        text += next;
        this.at++;
      }
    }
    this.reject(start, "a quoted string is never closed");
    return { text, isTemplate: true };
  }

  private readEscape(letter: string): string {
    this.at += 2;
    const length = letter === "u" ? 4 : letter === "U" ? 8 : 0;
    if (length === 0) return ESCAPES[letter] ?? letter;
    const digits = this.text.slice(this.at, this.at + length);
    const code = /^[0-9a-f]+$/i.test(digits) && digits.length === length ? Number.parseInt(digits, 16) : -1;
    if (code < 0 || code > 0x10ffff) return "";
    this.at += length;
    return String.fromCodePoint(code);
  }

  /** Passes over `${ … }`, with the strings and braces inside; strings in strings are passed over flat. */
  private skipTemplate(): void {
    let depth = 0;
    let isQuoted = false;
    for (; this.at < this.text.length && this.peek() !== "\n"; this.at++) {
      const next = this.peek();
      if (next === "\\") this.at++;
      else if (next === '"') isQuoted = !isQuoted;
      else if (isQuoted) continue;
      else if (next === "{") depth++;
      else if (next === "}" && --depth === 0) {
        this.at++;
        return;
      }
    }
  }

  /** Passes over the rest of an expression: up to one of `ends`, or a bracket that closes something outside. */
  private skipExpression(ends: string): void {
    let depth = 0;
    while (this.at < this.text.length) {
      this.skipSpace(depth > 0 || !ends.includes("\n"));
      if (depth === 0 && this.isEnd(ends)) return;
      const next = this.peek();
      if (next === '"') this.readString();
      else if (next === "<" && this.skipHeredoc()) continue;
      else {
        if (next === "[" || next === "{" || next === "(") depth++;
        else if (next === "]" || next === "}" || next === ")") depth--;
        this.at++;
      }
      if (depth < 0) return;
    }
  }

  private skipHeredoc(): boolean {
    HEREDOC.lastIndex = this.at;
    const [whole, name] = HEREDOC.exec(this.text) ?? [];
    if (whole === undefined || name === undefined) return false;
    let line = this.at + whole.length;
    while (line < this.text.length) {
      const feed = this.text.indexOf("\n", line);
      const end = feed === -1 ? this.text.length : feed;
      if (this.text.slice(line, end).trim() === name) {
        this.at = end;
        return true;
      }
      line = end + 1;
    }
    this.reject(this.at, `the heredoc ${name} is never closed`);
    this.at = this.text.length;
    return true;
  }

  private isEnd(ends: string): boolean {
    const next = this.peek();
    return next === "" || ends.includes(next) || next === "}" || next === "]" || next === ")";
  }

  private peek(): string {
    return this.text.charAt(this.at);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** White space and comments; a line comment ends before its line feed. */
  private skipSpace(withLines: boolean): void {
    for (;;) {
      const next = this.peek();
      if (next === " " || next === "\t" || next === "\r" || (withLines && next === "\n")) this.at++;
      else if (next === "#" || (next === "/" && this.text.charAt(this.at + 1) === "/")) this.skipTo("\n", 0);
      else if (next === "/" && this.text.charAt(this.at + 1) === "*") this.skipTo("*/", 2);
      else return;
    }
  }

  private skipTo(end: string, extra: number): void {
    const found = this.text.indexOf(end, this.at + extra);
    this.at = found === -1 ? this.text.length : found + extra;
  }

  /** The first mistake is reported; those behind it are mostly its echo. */
  private reject(at: number, message: string): void {
    if (this.problems.length > 0) return;
    const span = { start: at, end: Math.min(at + 1, this.text.length) };
    const { path } = this;
    this.problems.push({
      code: "pipeline/malformed",
      path,
      span,
      message: `The bake file is malformed: ${message}.`,
    });
  }
}
