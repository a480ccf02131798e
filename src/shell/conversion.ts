import type * as Unbash from "unbash";
import { limits, type Problem, type Span } from "../base/index.ts";
import { type ShellText, spanOf } from "./shell-text.ts";
import type { ShellList } from "./tree.ts";

/** Thrown inside this folder where a tree is nested deeper than is read; `parseShell` turns it into a problem. */
export class TooDeep extends Error {}

/** What the conversion of one text from the parser's tree into ours carries along. */
export class Conversion {
  readonly source: ShellText;
  /** Converts a script inside a word. It is handed in, because words and lists contain each other. */
  readonly readScript: (to: Conversion, script: Unbash.ParsedScript) => ShellList;
  readonly problems: Problem[];
  private depth: number;

  constructor(source: ShellText, readScript: Conversion["readScript"], parent?: Conversion) {
    this.source = source;
    this.readScript = readScript;
    this.problems = parent?.problems ?? [];
    this.depth = parent?.depth ?? 0;
  }

  /** Where a stretch of the text stands in the Dockerfile. */
  span(start: number, end: number): Span {
    return spanOf(this.source, start, Math.max(start, end));
  }

  /** A conversion of another text that stands inside this one. */
  within(source: ShellText): Conversion {
    return new Conversion(source, this.readScript, this);
  }

  /** Runs one level deeper. */
  deeper<Result>(convert: () => Result): Result {
    this.depth++;
    if (this.depth > limits.shellDepth) throw new TooDeep();
    const result = convert();
    this.depth--;
    return result;
  }

  /** Notes what the parser could not follow. One mistake makes many messages: the first ones are kept. */
  report(error: Unbash.ParseError): void {
    if (this.problems.length >= limits.shellProblems) return;
    const at = Math.min(error.pos, this.source.text.length);
    this.problems.push({
      code: "shell/syntax",
      message: `As shell text this is not well formed: ${error.message}`,
      span: this.span(at, Math.min(at + 1, this.source.text.length)),
    });
  }
}
