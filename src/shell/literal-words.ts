import type { CommandUse } from "./command-use.ts";
import type { CommandNode } from "./tree.ts";

/** The words of a command after quotes are removed; undefined for each one whose value is not certain. */
export function literalWords(command: CommandNode | CommandUse): readonly (string | undefined)[] {
  return command.words.map((word) => word.literal);
}
