import { displayText } from "../../base/index.ts";
import type { Dockerfile, InstructionSyntax } from "../../dockerfile/index.ts";

/** An instruction in the shape that `plimsoll debug tree` prints: BuildKit's own tree, put into JSON. */
export interface TreeInstruction {
  readonly instruction: string;
  readonly flags: readonly string[];
  readonly form: string;
  readonly args: readonly string[];
  readonly heredocs?: readonly {
    readonly name: string;
    readonly content: string;
    readonly expand: boolean;
    readonly chomp: boolean;
    readonly fd: number;
  }[];
  readonly startLine?: number;
  readonly endLine?: number;
  readonly onbuild?: TreeInstruction;
}

/** What `plimsoll debug tree` prints of one file. */
export interface TreeReport {
  readonly path: string;
  readonly problems: readonly TreeProblem[];
  readonly instructions: readonly TreeInstruction[];
}

/** Why the builder refuses the file, and on which line. */
export interface TreeProblem {
  readonly code: string;
  readonly phase: string;
  readonly line: number;
  readonly message: string;
}

/** The tree of a Dockerfile in the shape of `oracle tree`; bytes that are no UTF-8 appear as U+FFFD. */
export function shapeTree(dockerfile: Dockerfile): TreeReport {
  return {
    path: displayText(dockerfile.path),
    problems: dockerfile.problems.map(({ code, phase, line, message }) => ({
      code,
      phase,
      line,
      message: displayText(message),
    })),
    instructions: dockerfile.instructions.map(({ syntax }) => shapeInstruction(syntax)),
  };
}

function shapeInstruction(syntax: InstructionSyntax): TreeInstruction {
  return {
    ...shapeBare(syntax),
    heredocs: syntax.heredocs.map((heredoc) => ({
      name: displayText(heredoc.name),
      content: displayText(heredoc.content),
      expand: heredoc.expand,
      chomp: heredoc.chomp,
      fd: heredoc.fileDescriptor,
    })),
    startLine: syntax.startLine,
    endLine: syntax.endLine,
  };
}

/** The instruction behind ONBUILD has no lines and no heredocs of its own. */
function shapeBare(syntax: InstructionSyntax): TreeInstruction {
  return {
    instruction: displayText(syntax.name),
    flags: syntax.flags.map(({ value }) => displayText(value)),
    form: shapeForm(syntax),
    args: syntax.args.map(({ value }) => displayText(value)),
    ...(syntax.trigger === undefined ? {} : { onbuild: shapeBare(syntax.trigger) }),
  };
}

function shapeForm({ name, form, args }: InstructionSyntax): string {
  if (form === "exec") return form;
  if (name === "RUN" || name === "CMD" || name === "ENTRYPOINT" || name === "SHELL") return "shell";
  return name === "HEALTHCHECK" && args.length > 1 ? "shell" : "words";
}
