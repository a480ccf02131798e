import { defineRule } from "../define-rule.ts";
import { reportQuestions } from "../edit/answer-yes.ts";

/** Reports yum that would ask before it goes on. It fails builds, so that all stages are looked at. */
export const rule = defineRule({
  name: "yum-without-yes",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
  replaces: ["hadolint:DL3030"],

  facts: ["yum"],
  onRun(run, report, { stage }) {
    reportQuestions(run, report, stage, "yum");
  },
});
