import type { Instruction, Word } from "../../dockerfile/index.ts";
import { type EvaluatedStage, findGroup, findUser, type StageState, type Step } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { stagesOf } from "../install/build-tools.ts";
import { makeMissingUser } from "../user/make-missing-user.ts";

/**
 * Reports names of users that nothing in the stage can know: with USER the container, and the next RUN, do not start;
 * with `--chown` the builder takes root.
 */
export const rule = defineRule({
  name: "user-undefined",
  practice: "non-root",
  severity: "error",
  fix: "sometimes",
  replaces: [],

  instructions: ["user", "copy", "add"],
  onStep(step, report, { stage, file }) {
    const { instruction, before, valueOf } = step;
    if (stage.platform?.os === "windows") return;
    const word = nameOf(instruction);
    const missing = word === undefined ? undefined : missingName(word, valueOf(word), before);
    if (word === undefined || missing === undefined) return;
    const isRemoved = before.users.has(missing) || before.groups.has(missing.replace("the group ", ""));
    const why = isRemoved
      ? "a RUN has removed"
      : before.base.kind === "known"
        ? `${stage.baseName} does not have`
        : "nothing here has made";
    const then = instruction.kind === "user" ? "" : ", so that root gets the files";
    report({
      at: word.span,
      message: `${missing} is a name that ${why}${then}`,
      // One name after the other: a second user needs another number, and the same one is made only once.
      fix: isFirst(step, stage) ? makeMissingUser(step, word, stage, file.evaluated) : undefined,
    });
  },
});

/** Whether no earlier step of what a stage consists of names nobody too. */
function isFirst(step: Step, stage: EvaluatedStage): boolean {
  for (const part of stagesOf(stage)) {
    for (const { instruction, before, valueOf, number } of part.steps) {
      if (part === stage && number >= step.number) break;
      const word = nameOf(instruction);
      if (word !== undefined && missingName(word, valueOf(word), before) !== undefined) return false;
    }
  }
  return true;
}

function nameOf(instruction: Instruction): Word | undefined {
  if (instruction.kind === "user") return instruction.value;
  return instruction.kind === "copy" || instruction.kind === "add" ? instruction.chown : undefined;
}

function missingName(word: Word, value: string, state: StageState): string | undefined {
  // Text after a number sign is comment-after-arguments'.
  if (value === "" || /[$]|\s#/.test(value)) return undefined;
  const [user = "", group] = value.split(":", 2);
  if (user !== "" && findUser(state, user).exists === "no") return word.value.includes("$") ? value : user;
  if (group === undefined || group === "" || findGroup(state, group).exists !== "no") return undefined;
  return `the group ${group}`;
}
