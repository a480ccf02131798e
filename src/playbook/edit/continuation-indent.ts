import type { Dockerfile } from "../../dockerfile/index.ts";

const USUAL = "    ";

/**
 * The blanks in front of a continuation line that is written anew: as many more than its instruction's as the file's own
 * first continuation has, else four spaces.
 */
export function continuationIndent({ instructions, text }: Dockerfile): string {
  for (const { syntax } of instructions) {
    const { start, end } = syntax.span;
    const before = /[ \t]*$/.exec(text.slice(0, start).slice(-MOST))?.[0] ?? "";
    const own = /^[^\n]*[\\`][ \t]*\r?\n([ \t]+)[^\s#]/.exec(text.slice(start, end))?.[1];
    // What is lined up with a word above says nothing of other lines.
    if (own === undefined || own.length > MOST || !own.startsWith(before)) continue;
    const more = own.slice(before.length);
    if (more !== "") return more;
  }
  return USUAL;
}

const MOST = 8;
