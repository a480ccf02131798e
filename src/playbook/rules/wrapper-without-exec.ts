import type { Dockerfile } from "../../dockerfile/index.ts";
import type { CommandUse } from "../../shell/index.ts";
import type { StartCommand } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { isShellWord } from "../edit/exec-form.ts";
import { lastCommand as lastOf } from "../edit/exec-last.ts";
import { insert } from "../edit/quote.ts";
import { isInit, isOwn, startCommands } from "../program/started.ts";

/** Shells that wait for the last command of `-c`; bash and zsh put it in their own place. */
const WAITING = /(?:^|\/)(?:sh|ash|dash)$/;

/** Systems whose `sh` is bash. */
const BASH_AS_SH = /alma|amazon|arch|centos|corretto|fedora|oraclelinux|redhat|rhel|rocky|suse|ubi[0-9]/;

/** What is run to keep a container up or to try things out, and has nothing to lose. */
const IDLE: ReadonlySet<string> = new Set("bash cat sh sleep tail zsh".split(" "));

/** Builtins that may start a program all the same. */
const STARTERS: ReadonlySet<string> = new Set(". builtin command coproc eval source time".split(" "));

/** Reports `sh -c` in exec form whose last command is not run by `exec`: the shell stays and keeps the signals. */
export const rule = defineRule({
  name: "wrapper-without-exec",
  practice: "clean-shutdown",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    const starts = startCommands(stage);
    if (stage.role !== "shipped" || starts.some(isInit) || BASH_AS_SH.test(stage.baseName)) return;
    for (const start of starts) {
      if (start.command.form !== "exec" || !isOwn(stage, start)) continue;
      const last = lastStarted(start);
      const name = last?.name;
      if (last === undefined || name === undefined) continue;
      report({
        at: last.node.span,
        message: `without exec, sh stays in front of ${name} and signals stop there`,
        fix: putExec(evaluated.dockerfile, start, last),
      });
    }
  },
});

/** The last command of the text that `sh -c` is given, where it surely runs and does not take the shell's place. */
function lastStarted(start: StartCommand): CommandUse | undefined {
  const { commands, isPartial } = start.commands();
  const [shell, ...inside] = commands;
  if (isPartial || !WAITING.test(shell?.words[0]?.literal ?? "")) return undefined;
  // A script that handles signals itself knows what it does.
  if (inside.some(({ name }) => name === "trap" || name === "exec")) return undefined;
  const last = inside.at(-1);
  if (last === undefined || last.inside.length !== 1 || last.runs !== "yes") return undefined;
  return last.through.includes("exec") || isIdle(last) ? undefined : last;
}

/** Whether a command has nothing to lose, or is what the shell does itself, with no process behind it. */
function isIdle({ name = "", words }: CommandUse): boolean {
  if (name === "command" && /^-[vV]/.test(words[1]?.value ?? "")) return true;
  return IDLE.has(name) || (isShellWord(name) && !STARTERS.has(name));
}

/** `exec` in front of the last command, where the whole text is one list and nothing waits for its end. */
function putExec(
  { text }: Dockerfile,
  start: StartCommand,
  { node, script }: CommandUse,
): FoundFix | undefined {
  const [word] = node.words;
  const inside = start.commands().commands.filter((use) => use.script === script);
  if (word === undefined || lastOf(script, inside) !== node) return undefined;
  // In a JSON text with escapes, words have no place of their own.
  if (text.slice(word.span.start, word.span.end) !== word.raw) return undefined;
  return {
    title: `Let ${word.value} take the shell's place by exec`,
    applicability: "unsafe",
    edits: [insert(word.span.start, "exec ")],
  };
}
