import type { EvaluatedStage, Step } from "../stage/index.ts";

/**
 * Whether the builder's own checks see a step: what ONBUILD of the stage below brings into a stage, they see
 * only where the last stage needs that stage. Rules that stand for one of them keep to it.
 */
export function isSeenByBuilder({ triggeredAt }: Step, { isReachable }: EvaluatedStage): boolean {
  return triggeredAt === undefined || isReachable;
}
