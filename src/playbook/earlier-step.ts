import type { EvaluatedDockerfile, Step } from "../stage/index.ts";

const NUMBERED = new WeakMap<EvaluatedDockerfile, ReadonlyMap<number, Step>>();

/** The step of a number, as files tell who wrote them last; undefined for what the base image brought. */
export function findStep(evaluated: EvaluatedDockerfile, number: number): Step | undefined {
  let steps = NUMBERED.get(evaluated);
  if (steps === undefined) {
    steps = new Map(
      evaluated.stages.flatMap((stage) => stage.steps.map((step) => [step.number, step] as const)),
    );
    NUMBERED.set(evaluated, steps);
  }
  return steps.get(number);
}

/** An instruction in words: `COPY on line 3`. A trigger of the stage below stands where that FROM stands. */
export function nameStep({ instruction, triggeredAt }: Step): string {
  const { syntax } = triggeredAt ?? instruction;
  return `${instruction.syntax.name} on line ${syntax.startLine}`;
}
