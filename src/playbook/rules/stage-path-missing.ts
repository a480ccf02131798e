import { posix } from "node:path";
import { type EvaluatedStage, whetherCommand } from "../../stage/index.ts";
import { copiedFromStages } from "../context/copied-from-stages.ts";
import { defineRule } from "../define-rule.ts";
import { isWithin } from "../install/installs.ts";
import { placeAt } from "../place.ts";

/** Reports COPY --from of a path that nothing in the stage brings or makes. */
export const rule = defineRule({
  name: "stage-path-missing",
  practice: "works",
  severity: "error",
  fix: "never",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    if (!stage.isReachable) return;
    for (const { instruction, word, path, from } of copiedFromStages(stage)) {
      if (/[*?[\]\\$]/.test(path) || !isAbsent(path, from)) continue;
      const name = from.name ?? String(from.index);
      const at = placeAt(evaluated.dockerfile, instruction, word.span);
      report({ at, message: `nothing in the stage ${name} makes ${path}` });
    }
  },
});

/** Nothing unknown ran, nothing of the base is there, and neither sources nor builds put anything there. */
function isAbsent(path: string, from: EvaluatedStage): boolean {
  const { end } = from;
  if (end.files.whetherBrought(path) !== "no" || whetherCommand(end, path) !== "no") return false;
  // What lies in a cache mount is artefact-in-cache-mount's.
  return !from.steps.some(({ instruction, before }) => {
    if (instruction.kind !== "run") return false;
    return instruction.mounts.some(({ mount }) => {
      if (mount === undefined) return true;
      return mount.type === "cache" && isWithin(path, posix.resolve(before.workdir ?? "/", mount.target));
    });
  });
}
