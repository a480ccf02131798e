import type { Edit } from "../../base/index.ts";
import type { ArgInstruction, Dockerfile, Instruction, PairsInstruction } from "../../dockerfile/index.ts";
import type { Step } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { insertAbove, insertBelow, lineEnd } from "../edit/insert-lines.ts";
import { removeInstruction } from "../edit/remove-instruction.ts";
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

/**
 * To where it is used first; with the one label that uses it, behind the last step that changes files. What reads the
 * environment unseen no longer finds it above.
 */
function moveDown(
  instruction: ArgInstruction,
  name: string,
  { later, expensive }: { readonly later: readonly Step[]; readonly expensive: Step },
  dockerfile: Dockerfile,
): FoundFix | undefined {
  const users = later.filter((step) => mentions(step, name));
  const [first] = users;
  if (first === undefined || first.triggeredAt !== undefined || instruction.arguments.length !== 1)
    return undefined;
  if (dockerfile.problems.length > 0) return undefined;
  const own = takeAway(dockerfile, instruction);
  if (own === undefined) return undefined;
  const newline = lineEnd(dockerfile.text);
  if (first.number >= expensive.number) {
    const put = insertAbove(dockerfile, first.instruction, [own.lines]);
    if (put === undefined || put.span.start <= own.edit.span.end) return undefined;
    return moved(`Declare ${name} where it is used first`, [own.edit, put]);
  }
  const label = first.instruction.kind === "label" && users.length === 1 ? first.instruction : undefined;
  const last = later.findLast(
    ({ instruction: { kind } }) => kind === "run" || kind === "copy" || kind === "add",
  );
  const beside = label === undefined ? undefined : takeAway(dockerfile, label);
  if (label === undefined || beside === undefined || last === undefined || last.triggeredAt !== undefined)
    return undefined;
  if (setsAgain(label, later)) return undefined;
  const put = insertBelow(dockerfile, last.instruction, [`${own.lines}${newline}${beside.lines}`]);
  if (put === undefined) return undefined;
  const title = `Declare ${name}, and say the label, behind the last step that changes files`;
  // What stands right behind each other is one piece.
  const isJoined = own.edit.span.end === beside.edit.span.start;
  const gone = isJoined
    ? [{ span: { start: own.edit.span.start, end: beside.edit.span.end }, text: "" }]
    : [own.edit, beside.edit];
  return moved(title, [...gone, put]);
}

function moved(title: string, edits: readonly Edit[]): FoundFix {
  return { title, applicability: "unsafe", edits };
}

/** Whether another LABEL behind it says something of the same name, so that the order of the two counts. */
function setsAgain(label: PairsInstruction, later: readonly Step[]): boolean {
  const names = new Set(label.pairs.map(({ name }) => name.value));
  return later.some(({ instruction: other }) => {
    return other !== label && other.kind === "label" && other.pairs.some(({ name }) => names.has(name.value));
  });
}

/** An instruction on lines of its own: the edit that takes it away, and the lines. */
function takeAway(
  dockerfile: Dockerfile,
  instruction: Instruction,
): { readonly edit: Edit; readonly lines: string } | undefined {
  const edit = removeInstruction(dockerfile, instruction);
  const { syntax } = instruction;
  const { text } = dockerfile;
  // What a comment right above says belongs to what stands below it, and may be the heading of more.
  if (edit === undefined || syntax.comments.at(-1)?.line === syntax.startLine - 1) return undefined;
  // At the end of the file, the line end in front would go as well.
  if (!text.slice(edit.span.start, edit.span.end).endsWith("\n")) return undefined;
  return { edit, lines: text.slice(edit.span.start, edit.span.end).trim() };
}
