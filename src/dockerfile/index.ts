/**
 * Dockerfile text: a lossless syntax tree in step with BuildKit's parser, and typed instructions on top.
 *
 * It knows what the text says: directives, instructions, flags, forms, heredocs, variables as written, and
 * what the builder refuses. It does not know what anything means in a build: values of variables, stages
 * built on each other, files, shells. That is `stage/`.
 */
export { INSTRUCTION_NAMES } from "./arguments.ts";
export { codes, type DockerfileCode } from "./codes.ts";
export { firstWord } from "./directives.ts";
export { type Dockerfile, parseDockerfile, type StageSection } from "./dockerfile.ts";
export { goLower, goUpper } from "./go-case.ts";
export { chompBody, mapBody } from "./heredoc.ts";
export type {
  AddInstruction,
  ArgInstruction,
  Argument,
  CommandInstruction,
  CommandLine,
  CopyInstruction,
  Device,
  FromInstruction,
  HealthcheckInstruction,
  InlineFile,
  Instruction,
  Mount,
  MountFlag,
  OnbuildInstruction,
  Pair,
  PairsInstruction,
  RunInstruction,
  ShellInstruction,
  TextInstruction,
  UnknownInstruction,
  WordsInstruction,
} from "./instruction.ts";
export { type Expand, type ReadMount, readMount } from "./mount.ts";
export { readInstruction } from "./read-instruction.ts";
export {
  type Lookup,
  type Substituted,
  type SubstituteOptions,
  substituteWord,
  substituteWords,
} from "./substitute.ts";
export { type Token, type TokenKind, tokenize } from "./tokens.ts";
export type {
  Comment,
  Directive,
  EscapeCharacter,
  FlagWord,
  Form,
  Heredoc,
  InstructionSyntax,
  SyntaxProblem,
  Word,
} from "./tree.ts";
