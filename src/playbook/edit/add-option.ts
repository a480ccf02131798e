import type { Edit } from "../../base/index.ts";
import type { CommandUse, ShellWord } from "../../shell/index.ts";
import type { RunStep } from "../define-rule.ts";
import { insert } from "./quote.ts";

/**
 * The edit that writes options behind a word of a command, such as its subcommand. Undefined where the word is
 * not written as it reads, or stands where the text is another one: exec form, the text of `sh -c`, a trigger.
 */
export function addOption(
  run: RunStep,
  use: CommandUse,
  word: ShellWord | undefined,
  option: string,
): Edit | undefined {
  if (word === undefined || !isPlainlyWritten(run, use, word)) return undefined;
  return insert(word.span.end, ` ${option}`);
}

/**
 * The edit that takes a word of a command away with the white space in front of it. Undefined where that is more
 * than white space on one line, or where `addOption` would have none.
 */
export function removeWord(
  run: RunStep,
  use: CommandUse,
  word: ShellWord | undefined,
  text: string,
): Edit | undefined {
  if (word === undefined || !isPlainlyWritten(run, use, word)) return undefined;
  const { start, end } = word.span;
  const before = /[ \t]+$/.exec(text.slice(Math.max(0, start - MOST_SPACE), start))?.[0] ?? "";
  if (before === "" || text.slice(start, end) !== word.raw) return undefined;
  const isAloneOnLine = /(?:^|\n)$/.test(text.slice(0, start - before.length));
  if (!isAloneOnLine) return { span: { start: start - before.length, end }, text: "" };
  // A line of its own goes with its continuation, unless it is the last.
  const rest = /^[ \t]*[\\`][ \t]*\r?\n/.exec(text.slice(end, end + MOST_SPACE))?.[0];
  if (rest === undefined) return undefined;
  return { span: { start: start - before.length, end: end + rest.length }, text: "" };
}

/** More white space than people put between two words. */
const MOST_SPACE = 200;

/** Whether a word of a command stands in the Dockerfile as the shell reads it. */
export function isPlainlyWritten(
  { instruction, triggeredAt }: RunStep,
  { inside }: CommandUse,
  word: ShellWord,
): boolean {
  if (instruction.command.form !== "shell" || triggeredAt !== undefined) return false;
  return word.raw === word.value && word.source.kind === "placed" && !inside.includes("text");
}
