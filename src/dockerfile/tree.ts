import type { MappedText, Problem, Span } from "../base/index.ts";

/** A piece of an instruction with its place. `value` is what the builder sees, `span` where it is written. */
export interface Word {
  readonly value: string;
  readonly span: Span;
}

/** A flag in front of the arguments, such as `--from=build`. */
export interface FlagWord extends Word {
  /** The name without dashes. */
  readonly name: string;
  /** The text behind `=`, or undefined where there is no `=`. */
  readonly argument: Word | undefined;
}

/**
 * How the arguments were read: a JSON array, one text for a shell, or words.
 * JSON that does not parse silently falls back to the other form, as the builder does.
 */
export type Form = "exec" | "shell" | "words";

/** A here-document: its opening word and the lines that belong to it. */
export interface Heredoc {
  readonly name: string;
  /** The body as written, line ends and leading tabs kept. */
  readonly content: string;
  /** Whether variables in the body are expanded: no part of the word was quoted. */
  readonly expand: boolean;
  /** Whether leading tabs are dropped (`<<-`). */
  readonly chomp: boolean;
  readonly fileDescriptor: number;
  /** The body; empty where the terminator follows at once. */
  readonly bodySpan: Span;
  /** The terminator's line without its line end. */
  readonly terminatorSpan: Span;
}

/** A comment line that stands above an instruction and belongs to it. */
export interface Comment {
  /** The text the builder keeps: without the first character of the line, trimmed. */
  readonly text: string;
  readonly span: Span;
  /** The line, from 1. */
  readonly line: number;
}

/** One instruction as written, in the shape of the builder's own tree. */
export interface InstructionSyntax {
  /** The keyword as written. */
  readonly keyword: Word;
  /** The keyword in upper case. */
  readonly name: string;
  readonly flags: readonly FlagWord[];
  readonly form: Form;
  /**
   * The arguments by instruction: exec form has the elements; RUN, CMD, ENTRYPOINT and SHELL one text or
   * none; HEALTHCHECK its type and then these; ENV and LABEL triples of name, value and separator (`=`, or
   * empty in the old form); the others words; an unknown instruction one empty word.
   */
  readonly args: readonly Word[];
  /** Everything behind the flags, continuation lines joined, still knowing where it stands. */
  readonly text: MappedText;
  /** The whole logical line, continuation lines joined, in front of heredoc bodies. */
  readonly line: MappedText;
  readonly heredocs: readonly Heredoc[];
  /** From the keyword to the end of the last line, without its line end. */
  readonly span: Span;
  /** First and last line, from 1. */
  readonly startLine: number;
  readonly endLine: number;
  /** Comment lines above, as the builder attaches them: blank lines do not detach, an empty comment does. */
  readonly comments: readonly Comment[];
  /** Blank lines inside a continuation. */
  readonly emptyLines: readonly Span[];
  /** The instruction behind ONBUILD. */
  readonly trigger: InstructionSyntax | undefined;
}

/** A parser directive such as `# syntax=docker/dockerfile:1`. */
export interface Directive {
  readonly name: "syntax" | "escape" | "check";
  /** The whole value; for `syntax` and `check` the builder uses the part before the first space. */
  readonly value: string;
  readonly span: Span;
  readonly line: number;
}

/**
 * Why the builder refuses the text, and where.
 * `phase` says which part of the builder: its parser, the reading of instructions that follows, or the
 * conversion into build steps after that.
 */
export interface SyntaxProblem extends Problem {
  readonly phase: "parser" | "instructions" | "conversion";
  readonly span: Span;
  readonly line: number;
}

/** The escape character: continues lines and quotes the next character. */
export type EscapeCharacter = "\\" | "`";
