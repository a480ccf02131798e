import type { EvaluatedStage, StageLink } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { isBareName, isOfficialImage, isStageWord } from "../image/official-images.ts";
import { sourceNameSpan } from "../image/pulled-images.ts";
import { findNearName } from "../near-name.ts";

/**
 * Reports COPY and mounts that take files from a stage that is not there, or not yet. A bare name that is no
 * stage may be a named context or an image: it is reported only where it can hardly be either.
 */
export const rule = defineRule({
  name: "copy-from-unknown",
  practice: "works",
  severity: "error",
  fix: "never",
  replaces: ["hadolint:DL3022", "hadolint:DL3023", "trivy:DS-0006"],

  onStage(stage, report, { evaluated: { stages, dockerfile } }) {
    for (const link of stage.links) {
      const message = explain(link, stage, stages);
      if (message !== undefined) report({ at: sourceNameSpan(link, dockerfile.text), message });
    }
  },
});

function explain(
  { source, by, word }: StageLink,
  stage: EvaluatedStage,
  stages: readonly EvaluatedStage[],
): string | undefined {
  if (source.kind === "missing") {
    if (source.reason === "variable") return undefined;
    return `there is no stage ${word.value}; the last one is ${stages.length - 1}`;
  }
  if (source.kind === "stage") {
    const { index, name } = source.stage;
    if (index < stage.index) return undefined;
    if (index === stage.index) return "a stage cannot take files from itself";
    return `stage ${name ?? index} stands further down, and only stages above have anything to give`;
  }
  return explainName(source.name, "flag" in by, stages);
}

function explainName(name: string, isMount: boolean, stages: readonly EvaluatedStage[]): string | undefined {
  if (!isBareName(name) || name.includes("$") || name === "scratch" || isOfficialImage(name))
    return undefined;
  if (isMount && /^[0-9]+$/.test(name) && Number(name) < stages.length) {
    return `a mount finds stages by name, and takes ${name} for an image`;
  }
  const near = findNearName(name, stageNames(stages), 1);
  if (near !== undefined) return `no stage is called ${name}; did you mean ${near}?`;
  return isStageWord(name) ? `no stage is called ${name}` : undefined;
}

function* stageNames(stages: readonly EvaluatedStage[]): Generator<string> {
  for (const { name } of stages) if (name !== undefined) yield name;
}
