import type { EvaluatedDockerfile, EvaluatedStage } from "../stage/index.ts";

const KNOWN = new WeakMap<EvaluatedDockerfile, ReadonlySet<EvaluatedStage>>();

/**
 * Whether what a stage's instructions do is part of a shipped image: the stage is shipped, or a shipped one
 * stands on it. What others only copy from is left behind.
 */
export function isInImage(stage: EvaluatedStage, evaluated: EvaluatedDockerfile): boolean {
  let shipped = KNOWN.get(evaluated);
  if (shipped === undefined) {
    shipped = findShipped(evaluated);
    KNOWN.set(evaluated, shipped);
  }
  return shipped.has(stage);
}

/** Whether another stage stands on a stage, or takes files from it. */
export function isTakenFrom(stage: EvaluatedStage, { stages }: EvaluatedDockerfile): boolean {
  return stages.some(
    ({ base, links }) =>
      (base.kind === "stage" && base.stage === stage) ||
      links.some(({ source }) => source.kind === "stage" && source.stage === stage),
  );
}

function findShipped({ stages }: EvaluatedDockerfile): ReadonlySet<EvaluatedStage> {
  const shipped = new Set<EvaluatedStage>();
  for (const stage of stages) {
    if (stage.role !== "shipped") continue;
    // A stage that is in the set has been followed down already, so that all walks together end.
    for (let below: EvaluatedStage | undefined = stage; below !== undefined && !shipped.has(below); ) {
      shipped.add(below);
      below = below.base.kind === "stage" ? below.base.stage : undefined;
    }
  }
  return shipped;
}
