import type { EvaluatedStage, RunFact } from "../../stage/index.ts";
import { cleanUpAfter } from "../cache/clean-up.ts";
import { whetherListsNeeded } from "../cache/later-installs.ts";
import { findLeftCache, type OsPackagesFact, placeOfCommand } from "../cache/left-cache.ts";
import { isRunStep } from "../commands.ts";
import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";
import { nameStep } from "../earlier-step.ts";
import { joinRuns } from "../edit/join-runs.ts";
import { isInImage } from "../shipped.ts";
import type { DockerfileSubject } from "../subject.ts";

const LISTS = "/var/lib/apt/lists";

/**
 * Reports apt's package lists that a RUN downloads and leaves in its layer. Deleting them in a later
 * instruction saves nothing: the layer is already sealed.
 */
export const rule = defineRule({
  name: "apt-lists-left-in-layer",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
  replaces: ["hadolint:DL3009", "dockle:DKL-DI-0005"],

  facts: ["apt"],
  onRun(run, report, { stage, file }) {
    if (!isInImage(stage, file.evaluated)) return;
    const update = findLeftCache(
      run,
      [LISTS],
      ({ manager, action }) => manager === "apt" && action === "update",
    );
    if (update === undefined) return;
    const deletion = findLaterDeletion(run, stage);
    const later = deletion === undefined ? "" : `; ${nameStep(deletion)} deletes them too late`;
    report({
      at: placeOfCommand(update),
      message: `${update.use.name ?? "apt"} update leaves its package lists in this layer${later}`,
      fix: deleteLists(run, update, stage, file),
    });
  },
});

/** None where a later step is known to install by these lists: it would fail. */
function deleteLists(
  run: RunStep,
  { use }: OsPackagesFact,
  stage: EvaluatedStage,
  { evaluated }: DockerfileSubject,
): FoundFix | undefined {
  const title = "Delete the package lists in the same RUN";
  const isNeeded = whetherListsNeeded(run, stage, evaluated, ["apt"]);
  if (isNeeded === "yes") return undefined;
  const next = stage.steps[stage.steps.indexOf(run) + 1];
  if (next !== undefined && isRunStep(next) && isOnlyTidying(next)) {
    const edits = joinRuns(run, next, evaluated.dockerfile);
    if (edits !== undefined) return { title, applicability: "safe", edits };
  }
  return cleanUpAfter(run, use, evaluated.dockerfile, {
    command: `rm -rf ${LISTS}/*`,
    title,
    applicability: isNeeded === "no" ? "safe" : "unsafe",
  });
}

/** Whether a RUN was written to tidy up behind apt, and does nothing else. */
function isOnlyTidying({ run }: RunStep): boolean {
  const facts = run?.facts ?? [];
  const isTidy = facts.every((fact) => fact.kind === "removal" || isCleaning(fact));
  return isTidy && facts.some(deletesLists) && run?.commands.length === facts.length && !run.isPartial;
}

function isCleaning(fact: RunFact): boolean {
  return fact.kind === "os-packages" && fact.manager === "apt" && fact.action === "clean";
}

function deletesLists(fact: RunFact): boolean {
  if (fact.kind !== "removal") return false;
  return fact.paths.some(({ path }) => path === LISTS || LISTS.startsWith(`${path}/`));
}

/** A later RUN of the stage that means to delete the lists. */
function findLaterDeletion(run: RunStep, { steps }: EvaluatedStage): RunStep | undefined {
  return steps.find((step): step is RunStep => {
    if (step.number <= run.number || step.instruction.kind !== "run") return false;
    return (step.run?.facts ?? []).some(deletesLists);
  });
}
