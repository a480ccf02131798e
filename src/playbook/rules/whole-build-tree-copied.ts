import { posix } from "node:path";
import { type EvaluatedStage, type Step, stepSources } from "../../stage/index.ts";
import { destinationOf } from "../brought.ts";
import { buildsOf } from "../build-tools.ts";
import { type CopyStep, defineRule } from "../define-rule.ts";
import { placeAt } from "../place.ts";
import { isInImage } from "../shipped.ts";

/** Reports COPY --from that takes a whole build tree, or a whole root file system, where the result would do. */
export const rule = defineRule({
  name: "whole-build-tree-copied",
  practice: "multi-stage",
  severity: "warning",
  fix: "never",
  replaces: ["hadolint:DL3067"],

  onCopy(copy, report, { stage, file }) {
    const { instruction, valueOf } = copy;
    if (instruction.kind !== "copy" || instruction.from === undefined) return;
    if (!isInImage(stage, file.evaluated)) return;
    const source = stage.links.find(({ by }) => by === instruction)?.source;
    if (source === undefined || source.kind === "missing") return;
    if (source.kind !== "stage") return;
    const from = source.stage.name ?? String(source.stage.index);
    for (const word of instruction.sources) {
      const value = valueOf(word);
      const path = posix.normalize(`/${value}`).replace(/(.)\/$/, "$1");
      // A variable without a value stands for everything by accident, and a build may well give it one.
      if (value === "") continue;
      const isRoot = path === "/" && isLaidOver(copy, source.stage);
      const what = isRoot ? "everything" : whatOf(path, source.stage);
      if (what === undefined) continue;
      report({
        at: placeAt(file.evaluated.dockerfile, instruction, word.span),
        message: `${path} is ${what} of the stage ${from}`,
      });
      return;
    }
  },
});

/** Whether a whole system is laid over another: into an empty image, it is a way to make one layer of many. */
function isLaidOver({ before, instruction, valueOf }: CopyStep, from: EvaluatedStage): boolean {
  const { destination } = instruction;
  if (destination === undefined || posix.normalize(`/${valueOf(destination)}`) !== "/") return false;
  // Another name for an image, which may be made to be laid over, as those of single tools are.
  if (from.base.kind === "image" && from.steps.length === 0) return false;
  return before.base.kind !== "empty" && from.start.base.kind !== "empty";
}

/** What a path is to the stage that built there: the folder of the sources, or all that the build left. */
function whatOf(path: string, stage: EvaluatedStage): string | undefined {
  const tools = new Set(buildsOf(stage).map(({ tool }) => tool));
  if (tools.size === 0) return undefined;
  const isTarget = posix.basename(path) === "target" && (tools.has("cargo") || tools.has("maven"));
  if (isTarget) return "everything that the build left, not the result alone,";
  return stage.steps.some((step) => bringsSources(step, path))
    ? "the folder of the sources, with all that the build left in it,"
    : undefined;
}

/** Whether a step copies a folder of the build context to a path: not single files, such as manifests. */
function bringsSources(step: Step, path: string): boolean {
  const destination = destinationOf(step);
  if (destination?.path !== path) return false;
  return stepSources(step).some((source) => source.isPlain && source.path === ".");
}
