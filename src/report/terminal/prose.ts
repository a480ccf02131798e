import { visibleText } from "../visible-text.ts";
import { displayWidth } from "./width.ts";

/** Longer messages quote something without end; the rest of them is counted instead. */
const MESSAGE_CHARACTERS = 2_000;

/** A message in one line: nothing in it reaches the terminal, and what is cut off is counted. */
export function showMessage(message: string): string {
  if (message.length <= MESSAGE_CHARACTERS) return visibleText(message);
  const rest = message.length - MESSAGE_CHARACTERS;
  return `${visibleText(message.slice(0, MESSAGE_CHARACTERS))} (and ${rest} more characters)`;
}

/**
 * Breaks text at spaces into lines of at most `width` columns; only a word that is longer is not broken, so
 * that paths and names can be copied. Spaces at the end of a line are left out.
 */
export function wrapText(text: string, width: number): readonly string[] {
  if (text.length <= width && displayWidth(text) <= width) return [text.trimEnd()];
  const lines: string[] = [];
  let line: string[] = [];
  let used = 0;
  for (const word of text.split(" ")) {
    const size = displayWidth(word);
    if (line.length > 0 && used + 1 + size > width) {
      lines.push(line.join(" ").trimEnd());
      line = [];
    }
    used = line.length === 0 ? size : used + 1 + size;
    line.push(word);
  }
  lines.push(line.join(" ").trimEnd());
  return lines;
}

/** Breaks text and puts a lead before its first line and as many columns of space before the others. */
export function wrapBehind(lead: string, text: string, columns: number): readonly string[] {
  const indent = " ".repeat(displayWidth(lead));
  const lines = wrapText(text, Math.max(columns - indent.length, MINIMUM_TEXT_COLUMNS));
  return lines.map((line, index) => `${index === 0 ? lead : indent}${line}`.trimEnd());
}

/** A deep indentation on a narrow terminal still leaves room for words. */
const MINIMUM_TEXT_COLUMNS = 20;

/** Lines as text: each ends with a line feed, and none with a space, not even one before the end of a colour. */
export function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${line.replace(TRAILING_SPACES, "$1")}\n`).join("");
}

/** Looks behind, so that a long run of spaces inside a line is not tried from each of them. */
const TRAILING_SPACES = /(?<! ) +((?:\x1b\[0m)*)$/;

/** A number with its noun: `1 file`, `2 files`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
