import type { PairsInstruction } from "../../dockerfile/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { findExpensive, isVolatileName } from "../volatile.ts";

/** Reports ENV that takes a value of one build over, in front of expensive steps that do not use it. */
export const rule = defineRule({
  name: "volatile-environment-early",
  practice: "layer-order",
  severity: "warning",
  fix: "never",
  replaces: [],

  onStage(stage, report) {
    for (const [at, { instruction, triggeredAt }] of stage.steps.entries()) {
      if (instruction.kind !== "env" || triggeredAt !== undefined) continue;
      for (const { name, argument } of volatilePairs(instruction, stage, at)) {
        const expensive = findExpensive(name.value, stage.steps.slice(at + 1));
        if (expensive === undefined || expensive.triggeredAt !== undefined) continue;
        const { startLine } = expensive.instruction.syntax;
        report({
          at: name.span,
          message: `${name.value} is ${argument}, another in every build, and with it the RUN on line ${startLine} runs again`,
        });
      }
    }
  },
});

/** The variables that are given the value of an argument which identifies one build. */
function volatilePairs({ pairs }: PairsInstruction, stage: EvaluatedStage, at: number) {
  return pairs.flatMap(({ name, value }) => {
    const argument = /^["']?\$\{?([A-Za-z_][A-Za-z0-9_]*)(?::?-[^}]*)?\}?["']?$/.exec(value.value)?.[1];
    if (argument === undefined || !isVolatileName(argument)) return [];
    // What an argument of this stage brings differs from build to build; what a base sets does not.
    return stage.steps[at]?.before.declared.has(argument) === true ? [{ name, argument }] : [];
  });
}
