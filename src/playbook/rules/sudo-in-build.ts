import type { Edit } from "../../base/index.ts";
import type { CommandUse, ShellWord } from "../../shell/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";
import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";
import { isPlainlyWritten } from "../edit/add-option.ts";
import { isInImage } from "../shipped.ts";
import { whetherBaseIsRoot } from "../user/base-user.ts";
import { isRoot } from "../user/runtime-user.ts";

/** Reports sudo in a RUN of a stage that is part of a shipped image, once for each RUN. */
export const rule = defineRule({
  name: "sudo-in-build",
  practice: "non-root",
  severity: "warning",
  fix: "sometimes",
  replaces: ["hadolint:DL3004", "trivy:DS-0010", "dockle:DKL-DI-0001"],

  onRun(step, report, { stage, file }) {
    const { run, before } = step;
    if (!isInImage(stage, file.evaluated)) return;
    for (const use of run?.commands ?? []) {
      const first = sudoOf(use);
      if (first === undefined) continue;
      const isNeedless = isRootNow(before.user, stage);
      report({
        at: first.span,
        message: isNeedless
          ? "sudo does nothing here: this RUN has root's rights already"
          : "sudo in the build does nothing for root, and lets any other user become root",
        ...(isNeedless ? { severity: "information" } : {}),
        fix: isNeedless ? takeAway(step, file.evaluated.dockerfile.text) : undefined,
      });
      return;
    }
  },
});

/** The word `sudo` of a command that takes root's rights with it. */
function sudoOf({ node, through }: CommandUse): ShellWord | undefined {
  const [first] = node.words;
  if (first === undefined || !through.includes("sudo") || !/(?:^|\/)sudo$/.test(first.value))
    return undefined;
  return isForOther(node.words) ? undefined : first;
}

/** All of a RUN's; with one that has to stay, none goes. */
function takeAway(step: RunStep, text: string): FoundFix | undefined {
  const edits: Edit[] = [];
  for (const use of step.run?.commands ?? []) {
    if (sudoOf(use) === undefined) continue;
    const edit = takeWord(step, use, text);
    if (edit === undefined) return undefined;
    edits.push(edit);
  }
  if (edits.length === 0) return undefined;
  return { title: "Leave sudo out: the step is root's", applicability: "unsafe", edits };
}

function takeWord(step: RunStep, use: CommandUse, text: string): Edit | undefined {
  const [sudo, ...rest] = use.node.words;
  const next = rest.find(({ value }) => !HARMLESS.test(value));
  if (sudo === undefined || next === undefined || !isPlainlyWritten(step, use, sudo)) return undefined;
  if (next.value.startsWith("-") || SHELL_WORDS.has(next.value) || /(?:^|\/)sudo$/.test(next.value))
    return undefined;
  // In quotes the shell takes an assignment for the name of a command.
  if (next.raw !== next.value && next.value.includes("=")) return undefined;
  const span = { start: sudo.span.start, end: next.span.start };
  return text.slice(span.start, span.end).includes("\n") ? undefined : { span, text: "" };
}

/** Options that only say what sudo does with the environment, or that it asks nobody. */
const HARMLESS = /^(?:-[EHn]+|--preserve-env|--set-home|--non-interactive|--)$/;

/** What a shell does itself, where sudo starts a program of that name, or none. */
const SHELL_WORDS: ReadonlySet<string> = new Set(
  "cd export source . exit exec return set unset eval umask alias ulimit trap shift read".split(" "),
);

function isRootNow(user: string | undefined, stage: EvaluatedStage): boolean {
  if (user === undefined || user === "") return whetherBaseIsRoot(stage) === "yes";
  return isRoot(user.split(":", 1)[0] ?? "");
}

/** `sudo -u postgres` gives rights away, as the build's root may. */
function isForOther(words: readonly ShellWord[]): boolean {
  for (const { value } of words.slice(1)) {
    if (!value.startsWith("-")) return false;
    if (/^(?:-[A-Za-z]*u|--user)/.test(value)) return true;
  }
  return false;
}
