import type { Step } from "../stage/index.ts";
import type { RunStep } from "./define-rule.ts";

/** Whether a step is a RUN. */
export function isRunStep(step: Step): step is RunStep {
  return step.instruction.kind === "run";
}
