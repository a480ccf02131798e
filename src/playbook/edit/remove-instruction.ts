import type { Edit } from "../../base/index.ts";
import type { Dockerfile, Instruction, Word } from "../../dockerfile/index.ts";

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

/** A variable of an ENV or ARG. */
interface Named {
  readonly name: Word;
  readonly value: Word | undefined;
}

/**
 * The edit that takes one of several variables of an instruction away, with the blanks and the continuation on one side
 * of it. Undefined where a comment stands in between.
 */
export function removeOneOf(
  { text, escape }: Dockerfile,
  all: readonly Named[],
  at: number,
): Edit | undefined {
  const [one, next, before] = [all[at], all[at + 1], all[at - 1]];
  if (one === undefined) return undefined;
  const start = next === undefined ? before && endOf(before) : one.name.span.start;
  const end = next === undefined ? endOf(one) : next.name.span.start;
  if (start === undefined) return undefined;
  const gap = next === undefined ? text.slice(start, one.name.span.start) : text.slice(endOf(one), end);
  const lines = gap.split("\n");
  const isPlain = lines.every((line, index) => line.trim() === (index < lines.length - 1 ? escape : ""));
  return isPlain ? { span: { start, end }, text: "" } : undefined;
}

function endOf({ name, value }: Named): number {
  return (value ?? name).span.end;
}
