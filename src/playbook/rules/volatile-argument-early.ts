import type { ArgInstruction } from "../../dockerfile/index.ts";
import { defineRule } from "../define-rule.ts";
import { findExpensive, isVolatileName } from "../volatile.ts";

/** Reports arguments that differ in every build, declared in front of expensive steps that do not use them. */
export const rule = defineRule({
  name: "volatile-argument-early",
  practice: "layer-order",
  severity: "warning",
  fix: "never",
  replaces: [],

  onStage(stage, report) {
    for (const [at, { instruction, triggeredAt }] of stage.steps.entries()) {
      if (instruction.kind !== "arg" || triggeredAt !== undefined) continue;
      for (const name of volatileNames(instruction)) {
        const expensive = findExpensive(name.value, stage.steps.slice(at + 1));
        if (expensive === undefined) continue;
        const { startLine } = expensive.instruction.syntax;
        report({
          at: name.span,
          message: `${name.value} differs in every build, and with it the RUN on line ${startLine} that does not use it runs again`,
        });
      }
    }
  },
});

function volatileNames(instruction: ArgInstruction) {
  return instruction.arguments.flatMap(({ name, value }) => {
    // A value in the file is the same in every build that does not say otherwise, unless it stands for nothing.
    const isOpen =
      value === undefined ||
      /^(?:["']?(?:unknown|none|dev|local|unset|n\/?a|0|\$.*)?["']?)$/i.test(value.value);
    return isOpen && isVolatileName(name.value) ? [name] : [];
  });
}
