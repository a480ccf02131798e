import type { Word } from "../../dockerfile/index.ts";
import { findGroup, findUser, type StageState } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";

/** Reports USER with a name that nothing in the stage can know: the container, and the next RUN, do not start. */
export const rule = defineRule({
  name: "user-undefined",
  practice: "non-root",
  severity: "error",
  fix: "never",
  replaces: [],

  instructions: ["user"],
  onStep({ instruction, before, valueOf }, report, { stage }) {
    if (instruction.kind !== "user" || stage.platform?.os === "windows") return;
    const missing = missingName(instruction.value, valueOf(instruction.value), before);
    if (missing === undefined) return;
    const isRemoved = before.users.has(missing) || before.groups.has(missing.replace("the group ", ""));
    const why = isRemoved
      ? "a RUN has removed"
      : before.base.kind === "known"
        ? `${stage.baseName} does not have`
        : "nothing here has made";
    report({ at: instruction.value.span, message: `${missing} is a name that ${why}` });
  },
});

function missingName(word: Word, value: string, state: StageState): string | undefined {
  // Text after a number sign is comment-after-arguments'.
  if (value === "" || /[$]|\s#/.test(value)) return undefined;
  const [user = "", group] = value.split(":", 2);
  if (user !== "" && findUser(state, user).exists === "no") return word.value.includes("$") ? value : user;
  if (group === undefined || group === "" || findGroup(state, group).exists !== "no") return undefined;
  return `the group ${group}`;
}
