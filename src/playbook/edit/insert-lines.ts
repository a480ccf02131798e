import type { Edit } from "../../base/index.ts";
import type { Dockerfile, Instruction } from "../../dockerfile/index.ts";
import { insert } from "./quote.ts";

/**
 * The edit that puts instructions on lines of their own above another one, and above the comments that stand
 * directly over it: what they say, and what they silence, stays with it.
 */
export function insertAbove(
  { text }: Dockerfile,
  { syntax }: Instruction,
  lines: readonly string[],
): Edit | undefined {
  let line = syntax.startLine;
  let start = lineStart(text, syntax.span.start);
  for (const comment of [...syntax.comments].reverse()) {
    if (comment.line !== line - 1) break;
    line = comment.line;
    start = lineStart(text, comment.span.start);
  }
  const indent = indentOf(text, syntax.span.start);
  if (indent === undefined) return undefined;
  const end = lineEnd(text);
  return insert(start, lines.map((each) => `${indent}${each}${end}`).join(""));
}

/** The edit that puts instructions on lines of their own below another one; undefined where that never ends. */
export function insertBelow(
  { text, escape }: Dockerfile,
  { syntax }: Instruction,
  lines: readonly string[],
): Edit | undefined {
  const { start, end } = syntax.span;
  const indent = indentOf(text, start);
  // At the end of the file an instruction may still ask for another line.
  if (indent === undefined || text.slice(start, end).trimEnd().endsWith(escape)) return undefined;
  return insert(end, lines.map((each) => `${lineEnd(text)}${indent}${each}`).join(""));
}

/** How lines of a text end, going by its first one. */
export function lineEnd(text: string): string {
  const at = text.indexOf("\n");
  return at > 0 && text.charAt(at - 1) === "\r" ? "\r\n" : "\n";
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

/** The blanks in front of an instruction; undefined where something else stands there. */
function indentOf(text: string, at: number): string | undefined {
  const before = text.slice(lineStart(text, at), at);
  return /^[ \t]*$/.test(before) ? before : undefined;
}
