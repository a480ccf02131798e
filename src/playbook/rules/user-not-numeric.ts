import { defineRule } from "../define-rule.ts";
import { runtimeUser, settingInstruction, settingPlace } from "../runtime-user.ts";

/** Reports a shipped stage whose last USER is a name, which Kubernetes cannot tell from root. */
export const rule = defineRule({
  name: "user-not-numeric",
  practice: "non-root",
  severity: "information",
  fix: "never",
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
    });
  },
});
