import { applyEdits, type Edit } from "../../base/index.ts";
import { type Dockerfile, type Instruction, parseDockerfile } from "../../dockerfile/index.ts";

/**
 * Reads one instruction again with edits inside it, alone: a fix that promises to keep a meaning compares
 * before it is offered. Undefined where the edits reach outside, or what comes out is not one instruction
 * that the builder's parser takes.
 */
export function readEdited(
  { text, escape }: Dockerfile,
  { syntax }: Instruction,
  edits: readonly Edit[],
): Instruction | undefined {
  const { start, end } = syntax.span;
  const moved = edits.map((edit) => {
    return { span: { start: edit.span.start - start, end: edit.span.end - start }, text: edit.text };
  });
  if (moved.some(({ span }) => span.start < 0)) return undefined;
  const edited = applyEdits(text.slice(start, end), moved);
  if (edited === undefined) return undefined;
  const read = parseDockerfile("", escape === "`" ? `# escape=\`\n${edited}\n` : `${edited}\n`);
  const parsed = read.problems.every(({ phase }) => phase !== "parser");
  return parsed && read.instructions.length === 1 ? read.instructions[0] : undefined;
}
