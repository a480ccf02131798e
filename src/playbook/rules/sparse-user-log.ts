import type { EvaluatedStage, RunFact } from "../../stage/index.ts";
import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";
import { isInImage } from "../shipped.ts";

/** Reports users with a large number whose entry makes the log of last logins large. */
export const rule = defineRule({
  name: "sparse-user-log",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
  replaces: ["hadolint:DL3046"],

  facts: ["account"],
  onRun(run, report, { stage, file }) {
    if (!isInImage(stage, file.evaluated) || !keepsLog(stage)) return;
    for (const fact of run.run?.facts ?? []) {
      if (fact.kind !== "account" || fact.action !== "make" || fact.use.name !== "useradd") continue;
      const { id, options } = fact;
      if (id === undefined || id < SMALL || options.has("-l") || options.has("--no-log-init")) continue;
      const megabytes = Math.round((id * BYTES_OF_ENTRY) / 1_000_000);
      report({
        at: fact.at,
        message: `an entry for user number ${id} stretches /var/log/lastlog to ${megabytes} MB`,
        fix: leaveOut(run, fact),
      });
    }
  },
});

/** What one user takes in the log: a time, a terminal and a host. */
const BYTES_OF_ENTRY = 292;

/** Below this number the log stays under 30 MB, and as a file of holes it is packed to nothing. */
const SMALL = 100_000;

/** Whether the system has the log: those of late have given it up. */
function keepsLog({ start }: EvaluatedStage): boolean {
  if (start.base.kind !== "known") return false;
  const { distribution, release } = start.base.image.os;
  if (distribution === undefined || release === undefined) return false;
  const last = LAST_WITH_LOG.get(distribution);
  return last !== undefined && Number.parseFloat(release) <= last;
}

const LAST_WITH_LOG: ReadonlyMap<string, number> = new Map([
  ["debian", 12],
  ["ubuntu", 24.04],
  ["rhel", 9],
  ["centos", 8],
  ["almalinux", 9],
  ["rockylinux", 9],
  ["amazonlinux", 2023],
]);

/** Nobody logs in to a container, so that a log without the entry says the same. */
function leaveOut({ instruction, triggeredAt }: RunStep, { use }: RunFact): FoundFix | undefined {
  const name = use.words[0];
  if (instruction.command.form !== "shell" || triggeredAt !== undefined || name === undefined)
    return undefined;
  if (name.raw !== name.value || use.inside.includes("text")) return undefined;
  const { end } = name.span;
  return {
    title: "Leave the user out of the log with --no-log-init",
    applicability: "safe",
    edits: [{ span: { start: end, end }, text: " --no-log-init" }],
  };
}
