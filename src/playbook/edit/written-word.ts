import type { Dockerfile, Word } from "../../dockerfile/index.ts";

/**
 * Whether a word stands in the text just as the builder reads it, so that a part of the value is a part of the
 * text: no variable, quote or escape in it, and no continuation inside it.
 */
export function isWrittenPlainly({ text }: Dockerfile, { value, span }: Word, meaning: string): boolean {
  return value === meaning && text.slice(span.start, span.end) === value;
}
