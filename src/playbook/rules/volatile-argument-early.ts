import type { ArgInstruction } from "../../dockerfile/index.ts";
import type { Step } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";

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

/** Names for what identifies one build or one commit; those that ask for a version choose what is built. */
const VOLATILE =
  /^(?:(?:GIT|VCS|SOURCE|SRC|CI|BUILD|IMAGE|APP|RELEASE|GITHUB)_?)*(?:COMMIT|SHA|COMMIT_SHA|COMMIT_HASH|COMMIT_ID|GIT_HASH|GIT_REV|VCS_REF|GIT_REF_HASH|REVISION|BUILD_DATE|BUILD_TIME|BUILD_TIMESTAMP|BUILD_NUMBER|BUILD_NUM|BUILD_ID|BUILDTIME|BUILDDATE|SOURCE_DATE_EPOCH)$/;

function volatileNames(instruction: ArgInstruction) {
  return instruction.arguments.flatMap(({ name, value }) => {
    // A value in the file is the same in every build that does not say otherwise, unless it stands for nothing.
    const isOpen =
      value === undefined ||
      /^(?:["']?(?:unknown|none|dev|local|unset|n\/?a|0|\$.*)?["']?)$/i.test(value.value);
    return isOpen && VOLATILE.test(name.value) && !/^(?:COMMIT|SHA|REVISION)$/.test(name.value) ? [name] : [];
  });
}

/** The first RUN that installs or builds, if nothing in front of it or in it uses the argument. */
function findExpensive(name: string, steps: readonly Step[]): Step | undefined {
  for (const step of steps) {
    const { instruction, run } = step;
    // Labels do not change what a RUN sees: they can move down together with the argument.
    if (instruction.kind !== "label" && mentions(step, name)) return undefined;
    const isExpensive = (run?.facts ?? []).some(
      ({ kind, runs }) =>
        runs === "yes" && (kind === "os-packages" || kind === "language-packages" || kind === "build"),
    );
    if (isExpensive) return step;
  }
  return undefined;
}

function mentions({ instruction }: Step, name: string): boolean {
  const { keyword, text } = instruction.syntax;
  const written = `${keyword.value} ${text.text}`;
  const inside =
    instruction.kind === "run" ? instruction.heredocs.map((heredoc) => heredoc.content).join("\n") : "";
  return `${written}\n${inside}`.includes(name);
}
