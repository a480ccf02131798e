import type { ShellWord } from "../shell/index.ts";
import type { ReadWords } from "./command-line.ts";
import type { Machine } from "./machine.ts";

/** The value of the first of these options that is given, or undefined where none is or it is not certain. */
export function optionText(
  { values }: ReadWords,
  machine: Machine,
  ...names: readonly string[]
): string | undefined {
  const given = optionWord(values, names);
  return typeof given === "string" ? given : machine.text(given);
}

/** Whether one of these options is given. */
export function hasOption({ options }: ReadWords, ...names: readonly string[]): boolean {
  return names.some((name) => options.has(name));
}

/** A text as the number of a user or group. */
export function accountNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9]{1,10}$/.test(text) ? Number(text) : undefined;
}

/** A text as the number of a group or its name. */
export function groupOf(text: string | undefined): number | string | undefined {
  return accountNumber(text) ?? text;
}

function optionWord(
  values: ReadonlyMap<string, ShellWord | string>,
  names: readonly string[],
): ShellWord | string | undefined {
  const name = names.find((each) => values.has(each));
  return name === undefined ? undefined : values.get(name);
}
