import type { ArgInstruction, Dockerfile } from "../../dockerfile/index.ts";
import type { Step } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { insert } from "../quote.ts";
import { removeInstruction } from "../remove-instruction.ts";
import { findExpensive, isVolatileName, mentions } from "../volatile.ts";

/** Reports arguments that differ in every build, declared in front of expensive steps that do not use them. */
export const rule = defineRule({
  name: "volatile-argument-early",
  practice: "layer-order",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    for (const [at, { instruction, triggeredAt }] of stage.steps.entries()) {
      if (instruction.kind !== "arg" || triggeredAt !== undefined) continue;
      for (const name of volatileNames(instruction)) {
        const expensive = findExpensive(name.value, stage.steps.slice(at + 1));
        if (expensive === undefined) continue;
        const { startLine } = expensive.instruction.syntax;
        report({
          at: name.span,
          message: `${name.value} differs in every build, and with it the RUN on line ${startLine} that does not use it runs again`,
          fix: moveDown(
            instruction,
            name.value,
            { later: stage.steps.slice(at + 1), expensive },
            evaluated.dockerfile,
          ),
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

/** To where it is used first. What reads the environment unseen no longer finds it above. */
function moveDown(
  instruction: ArgInstruction,
  name: string,
  { later, expensive }: { readonly later: readonly Step[]; readonly expensive: Step },
  dockerfile: Dockerfile,
): FoundFix | undefined {
  const { syntax } = instruction;
  const first = later.find((step) => step.triggeredAt === undefined && mentions(step, name));
  // A label in front of the RUN would have to move as well.
  const user = first === undefined || first.number < expensive.number ? undefined : first.instruction.syntax;
  const edit = removeInstruction(dockerfile, instruction);
  if (user === undefined || edit === undefined || dockerfile.problems.length > 0) return undefined;
  // What a comment says belongs to what stands below it.
  if (instruction.arguments.length !== 1 || syntax.comments.length > 0 || user.comments.length > 0)
    return undefined;
  const { text } = dockerfile;
  const at = text.lastIndexOf("\n", user.span.start - 1) + 1;
  if (text.slice(at, user.span.start).trim() !== "" || user.span.start <= edit.span.end) return undefined;
  const newline = text.charAt(text.indexOf("\n") - 1) === "\r" ? "\r\n" : "\n";
  const moved = `${text.slice(syntax.span.start, syntax.span.end)}${newline}`;
  return {
    title: `Declare ${name} where it is used first`,
    applicability: "unsafe",
    edits: [edit, insert(at, moved)],
  };
}
