import { limits } from "../base/index.ts";
import { detectSyntax, lookUpDirectives } from "./directives.ts";
import type { ArgInstruction, FromInstruction, Instruction } from "./instruction.ts";
import { parseSyntax } from "./parse.ts";
import { readInstruction } from "./read-instruction.ts";
import type { Directive, EscapeCharacter, SyntaxProblem } from "./tree.ts";

/** One FROM and what follows it, up to the next. */
export interface StageSection {
  /** Counted from 0. */
  readonly index: number;
  readonly from: FromInstruction;
  readonly instructions: readonly Instruction[];
}

/** A Dockerfile: its text and all that the text alone says. */
export interface Dockerfile {
  readonly path: string;
  readonly text: string;
  readonly escape: EscapeCharacter;
  readonly directives: readonly Directive[];
  /** The frontend image that the text asks for. */
  readonly syntax: string | undefined;
  /** All instructions in order, those of the stages included. */
  readonly instructions: readonly Instruction[];
  /** ARG instructions before the first FROM. */
  readonly globalArguments: readonly ArgInstruction[];
  readonly stages: readonly StageSection[];
  /** Why the builder refuses the text; empty where its parser and its reading of instructions accept it. */
  readonly problems: readonly SyntaxProblem[];
}

/**
 * Reads a Dockerfile as BuildKit does, and reads on where that gives up. Never throws: what is refused is in
 * `problems`, in the order of the text. `text` comes from `decodeSource`.
 */
export function parseDockerfile(path: string, text: string): Dockerfile {
  if (text.length > limits.dockerfileBytes) return tooLarge(path, text);
  const tree = parseSyntax(text);
  const directives = lookUpDirectives(text);
  const problems: SyntaxProblem[] = [...tree.problems];
  const instructions: Instruction[] = [];
  const globalArguments: ArgInstruction[] = [];
  const stages: { index: number; from: FromInstruction; instructions: Instruction[] }[] = [];
  // What the parser refused about an instruction is not said a second time in other words.
  const refused = new Set(tree.problems.map((problem) => problem.line));
  for (const syntax of tree.instructions) {
    const read = readInstruction(syntax);
    const { instruction } = read;
    instructions.push(instruction);
    if (!refused.has(syntax.startLine)) problems.push(...read.problems);
    const stage = stages.at(-1);
    if (instruction.kind === "from")
      stages.push({ index: stages.length, from: instruction, instructions: [] });
    else if (stage !== undefined) stage.instructions.push(instruction);
    else if (instruction.kind === "arg") globalArguments.push(instruction);
    else if (read.problems.length === 0) problems.push(beforeFrom(instruction));
  }
  if (stages.length === 0 && problems.length === 0) problems.push(noStage(instructions));
  return {
    path,
    text,
    escape: tree.escape,
    directives,
    syntax: detectSyntax(text, directives),
    instructions,
    globalArguments,
    stages,
    problems: problems.sort((a, b) => a.span.start - b.span.start),
  };
}

function beforeFrom({ syntax }: Instruction): SyntaxProblem {
  return {
    code: "dockerfile/before-from",
    message: `no build stage in current context: ${syntax.name} stands before the first FROM`,
    span: syntax.keyword.span,
    line: syntax.startLine,
    phase: "instructions",
  };
}

function noStage(instructions: readonly Instruction[]): SyntaxProblem {
  const last = instructions.at(-1)?.syntax;
  return {
    code: "dockerfile/no-stage",
    message: "dockerfile contains no stages to build: there is no FROM",
    span: last?.keyword.span ?? { start: 0, end: 0 },
    line: last?.startLine ?? 0,
    phase: "conversion",
  };
}

function tooLarge(path: string, text: string): Dockerfile {
  const message = `the file is larger than ${limits.dockerfileBytes} bytes, more than the builder reads; nothing of it was judged`;
  const problem: SyntaxProblem = {
    code: "dockerfile/too-large",
    message,
    span: { start: 0, end: 0 },
    line: 1,
    phase: "parser",
  };
  const nothing = { directives: [], syntax: undefined, instructions: [], globalArguments: [], stages: [] };
  return { path, text, escape: "\\", ...nothing, problems: [problem] };
}
