import type { CommandInstruction } from "../../dockerfile/index.ts";
import { defineRule, type FoundFix, type Scope } from "../define-rule.ts";
import { isKnownProgram, runsAnyCommand, toExecForm } from "../exec-form.ts";
import { placeOfKeyword } from "../place.ts";
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
      fix: step.triggeredAt === undefined ? writeExecForm(instruction, scope) : undefined,
    });
  },
});

function describe({ kind, syntax }: CommandInstruction, isExec: boolean): string {
  if (isExec) return `${syntax.name} in shell form needs /bin/sh to start it`;
  const more = kind === "entrypoint" ? ", and CMD is ignored" : "";
  return `${syntax.name} in shell form runs under /bin/sh -c, where signals can stop at the shell${more}`;
}

function writeExecForm(instruction: CommandInstruction, scope: Scope): FoundFix | undefined {
  const { stage, file } = scope;
  if (stage.platform?.os === "windows") return undefined;
  const form = toExecForm(instruction, file.evaluated.dockerfile);
  if (form === undefined) return undefined;
  const isCertain =
    instruction.kind === "cmd" && isKnownProgram(form.words[0] ?? "") && runsAnyCommand(stage);
  return {
    title: `Write ${JSON.stringify(form.words)}`,
    applicability: isCertain ? "safe" : "unsafe",
    edits: form.edits,
  };
}
