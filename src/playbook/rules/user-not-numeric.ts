import type { Word } from "../../dockerfile/index.ts";
import { findUser, type StageState } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { runtimeUser, settingInstruction, settingPlace } from "../user/runtime-user.ts";

/** Reports a shipped stage whose last USER is a name, which Kubernetes cannot tell from root. */
export const rule = defineRule({
  name: "user-not-numeric",
  practice: "non-root",
  severity: "information",
  fix: "sometimes",
  replaces: ["hadolint:DL3066"],

  onStage(stage, report, { evaluated }) {
    if (stage.role !== "shipped" || stage.platform?.os === "windows") return;
    const runtime = runtimeUser(stage);
    if (runtime.kind !== "other" || /^[0-9]+$/.test(runtime.user)) return;
    const { instruction } = runtime.setBy;
    if (instruction.kind !== "user" || settingInstruction(stage, runtime.setBy) !== instruction) return;
    report({
      at: settingPlace(evaluated.dockerfile, stage, runtime.setBy, instruction.value.span),
      message: `${runtime.user} is a name, and runAsNonRoot in Kubernetes takes numbers only`,
      fix:
        runtime.setBy.triggeredAt === undefined
          ? writeNumber(instruction.value, runtime.user, stage.end)
          : undefined,
    });
  },
});

/** The user's number, where it is certain and no other user has the same: the first of them would be meant. */
function writeNumber({ value, span }: Word, user: string, state: StageState): FoundFix | undefined {
  const { exists, id } = findUser(state, user);
  if (exists !== "yes" || id === undefined || id === 0) return undefined;
  if (value.includes("$") || value.includes("\\") || value.split(":", 1)[0] !== user) return undefined;
  const others = [...state.users.entries()].filter(([name, fact]) => name !== user && fact.id === id);
  if (others.some(([, fact]) => fact.exists !== "no")) return undefined;
  return {
    title: `Write ${id}, the number of ${user}`,
    applicability: "unsafe",
    edits: [{ span: { start: span.start, end: span.start + user.length }, text: String(id) }],
  };
}
