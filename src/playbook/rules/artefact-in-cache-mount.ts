import { posix } from "node:path";
import type { EvaluatedStage, Step } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { cleanPath, isWithin } from "../installs.ts";
import { placeAt } from "../place.ts";

/** Reports COPY --from of a path that was only ever written inside a cache mount. */
export const rule = defineRule({
  name: "artefact-in-cache-mount",
  practice: "cache-mounts",
  severity: "error",
  fix: "never",
  replaces: [],

  onStage(stage, report, file) {
    for (const { by, source, instruction } of stage.links) {
      if ("flag" in by || source.kind !== "stage") continue;
      const step = stage.steps.find((each) => each.instruction === instruction);
      if (step === undefined) continue;
      for (const word of by.sources) {
        const path = cleanPath(posix.resolve("/", step.valueOf(word)));
        const mount = findMount(path, source.stage);
        if (mount === undefined) continue;
        report({
          at: placeAt(file.evaluated.dockerfile, instruction, word.span),
          message: `${path} was written into the cache mount at ${mount}, of which the stage keeps nothing`,
        });
      }
    }
  },
});

/** The cache mount that a path lies in, where every RUN that may have written the path had it mounted. */
function findMount(path: string, stage: EvaluatedStage): string | undefined {
  if (stage.end.files.whetherExists(path) === "yes") return undefined;
  const targets = stage.steps.flatMap(cacheTargets);
  const target = targets.find((each) => path !== each && isWithin(path, each));
  if (target === undefined) return undefined;
  const writesElsewhere = stage.steps.some((step) => mayWrite(step, target));
  return writesElsewhere ? undefined : target;
}

function cacheTargets(step: Step): readonly string[] {
  const { instruction, before } = step;
  if (instruction.kind !== "run") return [];
  return instruction.mounts.flatMap(({ mount }) => {
    if (mount?.type !== "cache" || mount.target.includes("$")) return [];
    if (!mount.target.startsWith("/") && before.workdir === undefined) return [];
    return [cleanPath(posix.resolve(before.workdir ?? "/", mount.target))];
  });
}

/** A RUN without the mount, or a COPY to the place, may have put the file there for good. */
function mayWrite(step: Step, target: string): boolean {
  const { instruction, run } = step;
  if (instruction.kind === "copy" || instruction.kind === "add") {
    const written = instruction.destination === undefined ? "" : step.valueOf(instruction.destination);
    return isWithin(cleanPath(posix.resolve(step.before.workdir ?? "/", written)), target);
  }
  if (instruction.kind !== "run" || cacheTargets(step).includes(target)) return false;
  const name = posix.basename(target);
  return (
    (run?.facts ?? []).some(({ kind }) => kind === "build" || kind === "unknown-command") ||
    (run?.script?.source.text.includes(name) ?? true)
  );
}
