import type { CommandLine } from "../../dockerfile/index.ts";
import { type StageState, whetherShellAt } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { imageName, isForWindows } from "../image-name.ts";
import { placeOfKeyword } from "../place.ts";
import { settingInstruction } from "../runtime-user.ts";

/** Reports shell form where the image has no shell to give it to: the RUN fails, or the container never starts. */
export const rule = defineRule({
  name: "no-shell-here",
  practice: "works",
  severity: "error",
  fix: "never",
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
      });
    }
  },
});

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
