import type { Span } from "../base/index.ts";
import type { Dockerfile, Instruction } from "../dockerfile/index.ts";

/**
 * Where a finding about a word of an instruction goes: at the word where it stands on the instruction's
 * first line, else at the keyword. The builder reports that line, and its comments are looked up by it.
 */
export function placeAt({ text }: Dockerfile, { syntax }: Instruction, word: Span): Span {
  const { start } = syntax.span;
  if (!holdsNewline(text, start, word.start)) return word;
  return keywordPlace(text, syntax);
}

/** The keyword of an instruction, or its first character where the keyword follows a continuation. */
export function placeOfKeyword({ text }: Dockerfile, { syntax }: Instruction): Span {
  return keywordPlace(text, syntax);
}

/** The place of a variable inside a word, such as `${NAME}`; the whole word where it is written another way. */
export function variableSpan({ text }: Dockerfile, name: string, word: Span): Span {
  const written = text.slice(word.start, word.end);
  for (const opening of [`\${${name}`, `$${name}`]) {
    const at = written.indexOf(opening);
    if (at === -1) continue;
    const end = opening.startsWith("${") ? written.indexOf("}", at) + 1 : at + opening.length;
    return end > at ? { start: word.start + at, end: word.start + end } : word;
  }
  return word;
}

function keywordPlace(text: string, { span, keyword }: Instruction["syntax"]): Span {
  return holdsNewline(text, span.start, keyword.span.start)
    ? { start: span.start, end: span.start + 1 }
    : keyword.span;
}

function holdsNewline(text: string, start: number, end: number): boolean {
  const at = text.indexOf("\n", start);
  return at !== -1 && at < end;
}
