import type { EvaluatedStage } from "../../stage/index.ts";
import { cleanUpAfter } from "../clean-up.ts";
import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";
import { nameStep } from "../earlier-step.ts";
import { whetherListsNeeded } from "../later-installs.ts";
import { findLeftCache, type OsPackagesFact, placeOfCommand } from "../left-cache.ts";
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
  const isNeeded = whetherListsNeeded(run, stage, evaluated, ["apt"]);
  if (isNeeded === "yes") return undefined;
  return cleanUpAfter(run, use, evaluated.dockerfile, {
    command: `rm -rf ${LISTS}/*`,
    title: "Delete the package lists in the same RUN",
    applicability: isNeeded === "no" ? "safe" : "unsafe",
  });
}

/** A later RUN of the stage that means to delete the lists. */
function findLaterDeletion(run: RunStep, { steps }: EvaluatedStage): RunStep | undefined {
  return steps.find((step): step is RunStep => {
    if (step.number <= run.number || step.instruction.kind !== "run") return false;
    return (step.run?.facts ?? []).some(
      (fact) =>
        fact.kind === "removal" &&
        fact.paths.some(({ path }) => path === LISTS || LISTS.startsWith(`${path}/`)),
    );
  });
}
