import type { ShellWord } from "../../shell/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";
import { whetherBaseIsRoot } from "../base-user.ts";
import { defineRule } from "../define-rule.ts";
import { isRoot } from "../runtime-user.ts";
import { isInImage } from "../shipped.ts";

/** Reports sudo in a RUN of a stage that is part of a shipped image, once for each RUN. */
export const rule = defineRule({
  name: "sudo-in-build",
  practice: "non-root",
  severity: "warning",
  fix: "never",
  replaces: ["hadolint:DL3004", "trivy:DS-0010", "dockle:DKL-DI-0001"],

  onRun({ run, before }, report, { stage, file }) {
    if (!isInImage(stage, file.evaluated)) return;
    for (const { node, through } of run?.commands ?? []) {
      const [first] = node.words;
      if (first === undefined || !through.includes("sudo") || !/(?:^|\/)sudo$/.test(first.value)) continue;
      if (isForOther(node.words)) continue;
      const isNeedless = isRootNow(before.user, stage);
      report({
        at: first.span,
        message: isNeedless
          ? "sudo does nothing here: this RUN has root's rights already"
          : "sudo in the build does nothing for root, and lets any other user become root",
        ...(isNeedless ? { severity: "information" } : {}),
      });
      return;
    }
  },
});

function isRootNow(user: string | undefined, stage: EvaluatedStage): boolean {
  if (user === undefined || user === "") return whetherBaseIsRoot(stage) === "yes";
  return isRoot(user.split(":", 1)[0] ?? "");
}

/** `sudo -u postgres` gives rights away, as the build's root may. */
function isForOther(words: readonly ShellWord[]): boolean {
  for (const { value } of words.slice(1)) {
    if (!value.startsWith("-")) return false;
    if (/^(?:-[A-Za-z]*u|--user)/.test(value)) return true;
  }
  return false;
}
