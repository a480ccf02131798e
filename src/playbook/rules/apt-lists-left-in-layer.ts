import type { EvaluatedStage } from "../../stage/index.ts";
import { defineRule, type RunStep } from "../define-rule.ts";
import { nameStep } from "../earlier-step.ts";
import { findLeftCache, placeOfCommand } from "../left-cache.ts";
import { isInImage } from "../shipped.ts";

const LISTS = "/var/lib/apt/lists";

/**
 * Reports apt's package lists that a RUN downloads and leaves in its layer. Deleting them in a later
 * instruction saves nothing: the layer is already sealed.
 */
export const rule = defineRule({
  name: "apt-lists-left-in-layer",
  practice: "lean-layers",
  severity: "warning",
  fix: "never",
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
    });
  },
});

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
