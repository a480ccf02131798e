import type { Dockerfile } from "../../dockerfile/index.ts";
import type { EvaluatedDockerfile, EvaluatedStage } from "../../stage/index.ts";
import { osPackages, placeOfCommand } from "../cache/left-cache.ts";
import { isRunStep } from "../commands.ts";
import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";
import { nameStep } from "../earlier-step.ts";
import { joinRuns } from "../edit/join-runs.ts";

/**
 * Reports apt-get update in a RUN that installs nothing, where a later RUN installs by the lists it left. It
 * fails builds, so that stages that do not ship are looked at as well.
 */
export const rule = defineRule({
  name: "apt-update-alone",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
  replaces: ["trivy:DS-0017", "dockle:CIS-DI-0007"],

  facts: ["apt"],
  onRun(run, report, { stage, file }) {
    if (!stage.isReachable) return;
    const facts = osPackages(run).filter(({ manager }) => manager === "apt");
    const update = facts.findLast(({ action, runs }) => action === "update" && runs === "yes");
    if (update === undefined || facts.some(({ action }) => action === "install" || action === "upgrade"))
      return;
    // A script may well install what it is called for.
    if (run.run?.facts.some(({ kind }) => kind === "unknown-command") === true) return;
    const later = findStaleInstall(run, stage, file.evaluated);
    if (later === undefined) return;
    report({
      at: placeOfCommand(update),
      message: `${update.use.name ?? "apt"} update alone is cached, and ${nameStep(later)} installs by lists of any age`,
      fix: mergeWithNext(run, later, stage, file.evaluated.dockerfile),
    });
  },
});

/** The first later RUN of the stage, or of one that stands on it, that installs without an update of its own. */
function findStaleInstall(
  run: RunStep,
  stage: EvaluatedStage,
  { stages }: EvaluatedDockerfile,
): RunStep | undefined {
  const above = stages.filter(({ base }) => base.kind === "stage" && base.stage === stage);
  for (const { steps } of [stage, ...above]) {
    for (const step of steps) {
      if (step.number <= run.number || !isRunStep(step)) continue;
      const first = osPackages(step).find(
        ({ manager, action }) => manager === "apt" && (action === "update" || action === "install"),
      );
      if (first === undefined) continue;
      if (first.action === "update") break;
      if (first.runs === "yes") return step;
    }
  }
  return undefined;
}

/** Only where the install stands right behind: what is between may be there for a reason. */
function mergeWithNext(
  run: RunStep,
  later: RunStep,
  stage: EvaluatedStage,
  dockerfile: Dockerfile,
): FoundFix | undefined {
  if (stage.steps[stage.steps.indexOf(run) + 1] !== later) return undefined;
  const edits = joinRuns(run, later, dockerfile);
  return edits === undefined
    ? undefined
    : { title: "Write update and install into one RUN", applicability: "safe", edits };
}
