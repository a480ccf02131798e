import { defineRule } from "../define-rule.ts";
import { reportQuestions } from "../edit/answer-yes.ts";

/** Reports apt-get that would ask before it goes on. It fails builds, so that all stages are looked at. */
export const rule = defineRule({
  name: "apt-without-yes",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
  replaces: ["hadolint:DL3014", "trivy:DS-0021"],

  facts: ["apt"],
  onRun(run, report, { stage }) {
    reportQuestions(run, report, stage, "apt");
  },
});
