import type { Edit } from "../base/index.ts";
import type { Dockerfile, Instruction } from "../dockerfile/index.ts";

/**
 * The edit that takes a whole instruction away with the end of its last line; the comments above it stay. Undefined
 * where a comment above or inside it would be lost, or would speak to a tool of the next instruction.
 */
export function removeInstruction({ text }: Dockerfile, { syntax }: Instruction): Edit | undefined {
  if (syntax.comments.some(({ text: comment }) => /ignore|check=|nosec|noqa|disable/i.test(comment)))
    return undefined;
  const { start, end } = syntax.span;
  if (/\n[ \t]*#/.test(text.slice(start, end))) return undefined;
  const from = text.lastIndexOf("\n", start - 1) + 1;
  if (text.slice(from, start).trim() !== "") return undefined;
  const rest = /^[ \t]*\r?\n/.exec(text.slice(end));
  if (rest !== null) return { span: { start: from, end: end + rest[0].length }, text: "" };
  // At the end of the file the line in front keeps it without a newline.
  if (text.slice(end).trim() !== "") return undefined;
  const before = /\r?\n$/.exec(text.slice(0, from))?.[0].length ?? 0;
  return { span: { start: from - before, end: text.length }, text: "" };
}
