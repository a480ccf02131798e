import { defineRule } from "../define-rule.ts";

/** Reports MAINTAINER, which the builder has deprecated in favour of a label. */
export const rule = defineRule({
  name: "maintainer-instruction",
  practice: "well-formed",
  severity: "information",
  fix: "sometimes",
  replaces: ["buildkit:MaintainerDeprecated", "hadolint:DL4000", "trivy:DS-0022"],

  onStep({ instruction }, report) {
    if (instruction.kind !== "maintainer") return;
    const { keyword } = instruction.syntax;
    report({ at: keyword.span, message: "MAINTAINER is deprecated; a label names an image's authors" });
  },
});
