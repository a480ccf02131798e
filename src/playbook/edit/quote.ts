import { type Edit, type MappedText, sourceOffset, sourceSpan } from "../../base/index.ts";
import type { EscapeCharacter } from "../../dockerfile/index.ts";

/**
 * The edits that put a text into one pair of double quotes, as ENV and LABEL read them, and change as little
 * as possible inside: continuation lines and their comments stay. With `literal`, the text stands for itself,
 * variables and quotes too; else it is a value with quotes and escapes of its own, which move into the new
 * pair. The caller compares what comes out: a `$` in front of a quote can come to mean something else.
 */
export function quoteEdits(
  text: MappedText,
  escape: EscapeCharacter,
  how: "literal" | "value",
): readonly Edit[] {
  const last = text.text.length;
  const end = sourceSpan(text, { start: last - 1, end: last }).end;
  const inside = how === "literal" ? escapeAll(text, escape) : mergeQuotes(text, escape);
  return [insert(sourceOffset(text, 0), '"'), ...inside, insert(end, '"')];
}

/** An edit that puts text in at an offset. */
export function insert(at: number, text: string): Edit {
  return { span: { start: at, end: at }, text };
}

function escapeAll(text: MappedText, escape: EscapeCharacter): readonly Edit[] {
  const edits: Edit[] = [];
  for (let at = 0; at < text.text.length; at++) {
    if (isSpecial(text.text.charAt(at), escape)) edits.push(insert(sourceOffset(text, at), escape));
  }
  return edits;
}

/** Takes quotes away, and gives every character the escape that it needs between double quotes. */
function mergeQuotes(text: MappedText, escape: EscapeCharacter): readonly Edit[] {
  const edits: Edit[] = [];
  const source = text.text;
  let quote = "";
  for (let at = 0; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === quote || (quote === "" && (character === '"' || character === "'"))) {
      edits.push(remove(text, at));
      quote = quote === "" ? character : "";
    } else if (quote === "'") {
      if (isSpecial(character, escape)) edits.push(insert(sourceOffset(text, at), escape));
    } else if (character === escape) {
      // Outside quotes an escape vanishes in front of anything; inside, in front of a few characters alone.
      if (quote === "" && !isSpecial(source.charAt(at + 1), escape)) edits.push(remove(text, at));
      at++;
    }
  }
  return edits;
}

function isSpecial(character: string, escape: EscapeCharacter): boolean {
  return character === '"' || character === "$" || character === escape;
}

function remove(text: MappedText, at: number): Edit {
  return { span: sourceSpan(text, { start: at, end: at + 1 }), text: "" };
}
