import type { CommandLine, Dockerfile } from "../../dockerfile/index.ts";
import { type StageState, type StartCommand, whetherShellAt } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { toExecForm } from "../edit/exec-form.ts";
import { imageName, isForWindows } from "../image/image-name.ts";
import { placeOfKeyword } from "../place.ts";
import { settingInstruction } from "../user/runtime-user.ts";

/** Reports shell form where the image has no shell to give it to: the RUN fails, or the container never starts. */
export const rule = defineRule({
  name: "no-shell-here",
  practice: "works",
  severity: "error",
  fix: "sometimes",
  replaces: [],

  onRun(run, report, { file, stage }) {
    const { instruction, before } = run;
    // A mount may bring the shell.
    if (isForWindows(stage) || instruction.mounts.some(({ mount }) => mount?.type === "bind")) return;
    const shell = missingShell(instruction.command, before.shell, before);
    if (shell === undefined) return;
    report({
      at: placeOfKeyword(file.evaluated.dockerfile, instruction),
      message: `RUN in shell form needs ${shell}, and ${nameOf(before, imageName(stage))} has none`,
    });
  },

  onStage(stage, report, { evaluated }) {
    if (stage.role !== "shipped" || isForWindows(stage)) return;
    const { entrypoint, command, healthcheck } = stage.end.configuration;
    for (const start of [entrypoint, command, healthcheck]) {
      if (start === undefined) continue;
      const shell = missingShell(start.command, start.shell, stage.end);
      if (shell === undefined) continue;
      const instruction = settingInstruction(stage, start);
      report({
        at: placeOfKeyword(evaluated.dockerfile, instruction),
        message: `${start.instruction.kind.toUpperCase()} in shell form needs ${shell}, and ${nameOf(stage.end, imageName(stage))} has none`,
        about: [start.instruction],
        fix: instruction === start.instruction ? mend(start, evaluated.dockerfile) : undefined,
      });
    }
  },
});

/** The exec form of plain words. What needs a shell to be understood can not be started here at all. */
function mend({ instruction }: StartCommand, dockerfile: Dockerfile): FoundFix | undefined {
  if (instruction.kind !== "cmd" && instruction.kind !== "entrypoint" && instruction.kind !== "healthcheck")
    return undefined;
  const form = toExecForm(instruction, dockerfile);
  if (form === undefined) return undefined;
  return { title: `Write ${JSON.stringify(form.words)}`, applicability: "unsafe", edits: form.edits };
}

/** The shell that a command in shell form is given to, where it is certainly not there. */
function missingShell(
  command: CommandLine,
  words: readonly string[] | undefined,
  state: StageState,
): string | undefined {
  if (command.form !== "shell" || state.base.kind === "unknown" || command.text.text.trim() === "")
    return undefined;
  const shell = words === undefined ? "/bin/sh" : words[0];
  return shell !== undefined && whetherShellAt(state, shell) === "no" ? shell : undefined;
}

function nameOf({ base }: StageState, name: string): string {
  return base.kind === "empty" ? "scratch" : name;
}
