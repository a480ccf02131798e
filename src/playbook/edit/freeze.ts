import type { Edit } from "../../base/index.ts";
import type { ShellWord } from "../../shell/index.ts";
import type { FoundFix, RunStep } from "../define-rule.ts";
import type { LanguageInstall } from "../install/installs.ts";
import { addOption, isPlainlyWritten } from "./add-option.ts";

/**
 * The fix that tells an install to keep to its lock file. Never safe: where manifest and lock disagree the build fails
 * from then on, and nobody has compared the two.
 */
export function freezeWith(run: RunStep, fact: LanguageInstall, option: string): FoundFix | undefined {
  // Where another command takes over what fails, it would do the opposite.
  if (fact.runs !== "yes") return undefined;
  const word = subcommandWord(fact) ?? fact.use.words[0];
  const edit = addOption(run, fact.use, word, option);
  if (edit === undefined) return undefined;
  return { title: `Keep to the lock file with ${option}`, applicability: "unsafe", edits: [edit] };
}

/** The word that says what a command does; undefined where it is left out, as in `yarn`. */
export function subcommandWord({ use, action }: LanguageInstall): ShellWord | undefined {
  return use.words.slice(1).find(({ value }) => value === action || (action === "install" && value === "i"));
}

/** The edit that writes another word in the place of one; undefined where it is not written as it reads. */
export function replaceWord(
  run: RunStep,
  { use }: LanguageInstall,
  word: ShellWord | undefined,
  text: string,
): Edit | undefined {
  if (word === undefined || !isPlainlyWritten(run, use, word)) return undefined;
  return { span: word.span, text };
}
