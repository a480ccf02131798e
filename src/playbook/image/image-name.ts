import { limits } from "../../base/index.ts";
import type { Instruction } from "../../dockerfile/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";

/** The stage that stands on an image: this one, or one of those below it. */
export function bottomStage(stage: EvaluatedStage): EvaluatedStage {
  let below = stage;
  for (let depth = 0; below.base.kind === "stage" && depth < limits.stageDepth; depth++)
    below = below.base.stage;
  return below;
}

/** The image that a stage stands on in the end, as people write it, without a digest: `debian:13-slim`. */
export function imageName(stage: EvaluatedStage): string {
  const { baseName } = bottomStage(stage);
  return baseName.replace(/(.)@[a-z0-9+._-]+:[0-9a-f]+$/, "$1");
}

/** Whether a stage is built for Windows, whose programs and paths are others. */
export function isForWindows(stage: EvaluatedStage): boolean {
  return bottomStage(stage).platform?.os === "windows" || /windows|nanoserver/i.test(imageName(stage));
}

/** Whether an instruction stands in the stage itself, so that its words have a place there. */
export function isWrittenIn(stage: EvaluatedStage, instruction: Instruction): boolean {
  return stage.section.instructions.includes(instruction);
}
