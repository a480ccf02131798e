import type { CommandInstruction } from "../../dockerfile/index.ts";
import { defineRule, type FoundFix, type Scope } from "../define-rule.ts";
import { type ExecForm, isKnownProgram, runsAnyCommand, toExecForm } from "../edit/exec-form.ts";
import { lastCommand, writeQuotedWords, writeShellOut } from "../edit/exec-last.ts";
import { placeOfKeyword } from "../place.ts";
import { whetherStartsAlone } from "../program/starts-alone.ts";
import { isSeenByBuilder } from "../triggers.ts";

/**
 * Reports CMD and ENTRYPOINT in shell form. Where SHELL is set, somebody has thought about the shell, and the
 * rule is silent, as the builder is.
 */
export const rule = defineRule({
  name: "shell-form-command",
  practice: "clean-shutdown",
  severity: "warning",
  fix: "sometimes",
  replaces: ["buildkit:JSONArgsRecommended", "hadolint:DL3025"],

  instructions: ["cmd", "entrypoint"],
  onStep(step, report, scope) {
    const { instruction, before } = step;
    if (instruction.kind !== "cmd" && instruction.kind !== "entrypoint") return;
    if (instruction.command.form === "exec" || before.shell !== undefined) return;
    if (!isSeenByBuilder(step, scope.stage)) return;
    const isExec = instruction.command.form === "shell" && /^exec\s/.test(instruction.command.text.text);
    report({
      at: placeOfKeyword(scope.file.evaluated.dockerfile, instruction),
      message: describe(instruction, isExec),
      // With exec the shell is gone once the program runs, and signals do arrive.
      ...(isExec ? { severity: "information" } : {}),
      fix: step.triggeredAt === undefined ? mend(instruction, scope, isExec) : undefined,
    });
  },
});

function describe({ kind, syntax }: CommandInstruction, isExec: boolean): string {
  if (isExec) return `${syntax.name} in shell form needs /bin/sh to start it`;
  const more = kind === "entrypoint" ? ", and CMD is ignored" : "";
  return `${syntax.name} in shell form runs under /bin/sh -c, where signals can stop at the shell${more}`;
}

function mend(instruction: CommandInstruction, scope: Scope, isExec: boolean): FoundFix | undefined {
  const { stage, file } = scope;
  if (stage.platform?.os === "windows") return undefined;
  // It was to be an exec form: to keep what a shell makes of the broken one would make that last.
  const { command } = instruction;
  if (command.form === "shell" && command.text.text.startsWith("[")) return undefined;
  const form = toExecForm(instruction, file.evaluated.dockerfile);
  return form === undefined ? keepShell(instruction, scope, isExec) : writeExecForm(instruction, scope, form);
}

function writeExecForm(
  instruction: CommandInstruction,
  { stage, file }: Scope,
  form: ExecForm,
): FoundFix | undefined {
  const [program = ""] = form.words;
  const startsAlone = isKnownProgram(program) ? "yes" : whetherStartsAlone(program, stage.end, file.context);
  if (startsAlone === "no") return undefined;
  const isCertain = instruction.kind === "cmd" && startsAlone === "yes" && runsAnyCommand(stage);
  return {
    title: `Write ${JSON.stringify(form.words)}`,
    applicability: isCertain ? "safe" : "unsafe",
    edits: form.edits,
  };
}

/** What only a shell understands keeps its shell, which is gone once the last command runs in its place. */
function keepShell(
  instruction: CommandInstruction,
  { stage, file }: Scope,
  isExec: boolean,
): FoundFix | undefined {
  const { dockerfile } = file.evaluated;
  const { entrypoint, command } = stage.end.configuration;
  const start = [entrypoint, command].find((each) => each?.instruction === instruction);
  if (isExec) {
    const edits = writeShellOut(instruction, dockerfile, undefined);
    // An image that nobody knows may have a shell of its own set.
    const applicability = stage.end.base.kind === "known" ? "safe" : "unsafe";
    return edits === undefined ? undefined : { title: "Write the shell out", applicability, edits };
  }
  const script = start?.script();
  const last =
    start === undefined || script === undefined ? undefined : lastCommand(script, start.commands().commands);
  if (script === undefined || last === undefined) return undefined;
  const form = writeQuotedWords(instruction, dockerfile, script, last);
  if (form !== undefined) return writeExecForm(instruction, { stage, file }, form);
  const edits = writeShellOut(instruction, dockerfile, last);
  if (edits === undefined) return undefined;
  const title = `Let ${last.words[0]?.value ?? "the application"} take the shell's place by exec`;
  return { title, applicability: "unsafe", edits };
}
