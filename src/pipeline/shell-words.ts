import type { Written } from "./build-entry.ts";

/** A word of a command; `isSplit` says that it may become several or none (`$OPTIONS` without quotes). */
export interface ScriptWord {
  readonly written: Written;
  readonly isSplit: boolean;
}

/** A simple command of a script, or the edge of a subshell. */
export type ScriptPart =
  | {
      readonly kind: "command";
      readonly words: readonly ScriptWord[];
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: "open" }
  | { readonly kind: "close" };

/** Stands for the checkout's folder at the start of a path; no real path holds a NUL. */
export const WORKSPACE = "\0";

const WORKSPACE_VARIABLE =
  /(?:\$\{\{\s*github\.workspace\s*\}\}|\$GITHUB_WORKSPACE\b|\$\{GITHUB_WORKSPACE\})/y;
const PLAIN = /[\w./:=,@%+~^-]+/y;
const NAME = /[A-Za-z_]\w*|[\d@*#?$!-]/y;
const HEREDOC = /<<-?[ \t]*(["']?)([\w.-]+)\1/y;
const REDIRECTION = /\d*(?:>>|>\||>&|<&|<>|<<<|>|<)[ \t]*/y;

/**
 * Splits a script into its simple commands, as far as finding one of them needs: quotes, continuations,
 * comments, heredocs and subshells are known; expansions are unknown words, and what they run is not looked
 * into. Reads each character once; never throws.
 */
export function splitScript(script: string): readonly ScriptPart[] {
  const splitter = new ScriptSplitter(script);
  return splitter.split();
}

class ScriptSplitter {
  private readonly script: string;
  private readonly parts: ScriptPart[] = [];
  private words: ScriptWord[] = [];
  private start = 0;
  private end = 0;
  private at = 0;
  private readonly heredocs: string[] = [];

  constructor(script: string) {
    this.script = script;
  }

  split(): readonly ScriptPart[] {
    while (this.at < this.script.length) this.step();
    this.finish();
    return this.parts;
  }

  private step(): void {
    const next = this.peek();
    if (next === "\n") {
      this.finish();
      this.at++;
      this.skipHeredocs();
    } else if (next === " " || next === "\t" || next === "\r" || this.isContinuation()) {
      this.at += this.isContinuation() ? this.continuationLength() : 1;
    } else if (next === "#") {
      const feed = this.script.indexOf("\n", this.at);
      this.at = feed === -1 ? this.script.length : feed;
    } else if (next === ";" || next === "|" || next === "&") {
      this.finish();
      this.at++;
    } else if (next === "(" || next === ")") {
      this.finish();
      this.parts.push({ kind: next === "(" ? "open" : "close" });
      this.at++;
    } else if (!this.skipRedirection()) {
      if (this.words.length === 0) this.start = this.at;
      this.words.push(this.readWord());
      this.end = this.at;
    }
  }

  private finish(): void {
    const { words, start, end } = this;
    if (words.length > 0) this.parts.push({ kind: "command", words, start, end });
    this.words = [];
  }

  private readWord(): ScriptWord {
    const start = this.at;
    let value = "";
    let isKnown = true;
    let isSplit = false;
    while (this.at < this.script.length) {
      const plain = this.match(PLAIN);
      if (plain !== undefined) {
        value += plain;
        continue;
      }
      const next = this.peek();
      if (next === "'" || next === '"') {
        const quoted = next === "'" ? this.readSingle() : this.readDouble();
        isKnown &&= quoted !== undefined;
        value += quoted ?? "";
      } else if (this.match(WORKSPACE_VARIABLE) !== undefined) {
        value += WORKSPACE;
      } else if (next === "$" || (next === "`" && !this.isContinuation())) {
        this.skipExpansion();
        isKnown = false;
        isSplit = true;
      } else if (/[\s;|&()<>]/.test(next) || this.isContinuation()) {
        if (!this.isContinuation() || next === "`") break;
        this.at += this.continuationLength();
      } else if (next === "\\") {
        value += this.script.charAt(this.at + 1);
        this.at += 2;
      } else {
        // A pattern may become any path; an open brace several.
        const isBrace = next === "{" && !/\s/.test(this.script.charAt(this.at + 1));
        if (next === "*" || next === "?" || isBrace) isKnown = false;
        value += next;
        this.at++;
      }
    }
    const written = this.script.slice(start, Math.min(this.at, start + 200));
    return { written: isKnown ? { kind: "known", value } : { kind: "unknown", written }, isSplit };
  }

  private readSingle(): string {
    const close = this.script.indexOf("'", this.at + 1);
    const end = close === -1 ? this.script.length : close;
    const text = this.script.slice(this.at + 1, end);
    this.at = end + 1;
    return text;
  }

  /** The text of a double-quoted stretch, or undefined where it holds an expansion. */
  private readDouble(): string | undefined {
    let text = "";
    let isKnown = true;
    this.at++;
    while (this.at < this.script.length) {
      const next = this.peek();
      if (next === '"') break;
      if (this.match(WORKSPACE_VARIABLE) !== undefined) {
        text += WORKSPACE;
      } else if (next === "$" || next === "`") {
        this.skipExpansion();
        isKnown = false;
      } else if (next === "\\") {
        const after = this.script.charAt(this.at + 1);
        text += after === "\n" ? "" : '$`"\\'.includes(after) ? after : next + after;
        this.at += 2;
      } else {
        text += next;
        this.at++;
      }
    }
    this.at++;
    return isKnown ? text : undefined;
  }

  /** Passes over `$NAME`, `${…}`, `${{ … }}`, `$(…)` or a pair of backticks. */
  private skipExpansion(): void {
    const next = this.peek();
    this.at++;
    if (next === "`") {
      const close = this.script.indexOf("`", this.at);
      this.at = close === -1 ? this.script.length : close + 1;
      return;
    }
    const open = this.peek();
    if (open !== "(" && open !== "{") {
      this.match(NAME);
      return;
    }
    const close = open === "(" ? ")" : "}";
    let depth = 0;
    for (; this.at < this.script.length; this.at++) {
      const here = this.peek();
      if (here === "\\") this.at++;
      else if (here === open) depth++;
      else if (here === close && --depth === 0) {
        this.at++;
        return;
      }
    }
  }

  private skipRedirection(): boolean {
    HEREDOC.lastIndex = this.at;
    const heredoc = this.script.startsWith("<<<", this.at) ? null : HEREDOC.exec(this.script);
    if (heredoc !== null) {
      this.heredocs.push(heredoc[2] ?? "");
      this.at += heredoc[0].length;
      return true;
    }
    if (this.match(REDIRECTION) === undefined) return false;
    if (this.at < this.script.length && !/[\s;|&()<>]/.test(this.peek())) this.readWord();
    return true;
  }

  private skipHeredocs(): void {
    for (const name of this.heredocs.splice(0)) {
      while (this.at < this.script.length) {
        const feed = this.script.indexOf("\n", this.at);
        const end = feed === -1 ? this.script.length : feed;
        const line = this.script.slice(this.at, end);
        this.at = end + 1;
        if (line.trim() === name) break;
      }
    }
  }

  /** A backslash before a line feed, or PowerShell's backtick. */
  private isContinuation(): boolean {
    return this.continuationLength() > 0;
  }

  private continuationLength(): number {
    const next = this.peek();
    if (next !== "\\" && next !== "`") return 0;
    if (this.script.charAt(this.at + 1) === "\n") return 2;
    return this.script.startsWith("\r\n", this.at + 1) ? 3 : 0;
  }

  private peek(): string {
    return this.script.charAt(this.at);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.script)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }
}
