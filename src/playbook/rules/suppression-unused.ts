import { defineRule } from "../define-rule.ts";

/**
 * Reports suppression comments that silence nothing, and names in them that no rule has. Comments of other
 * linters are left alone: what they find is theirs to know.
 */
export const rule = defineRule({
  name: "suppression-unused",
  practice: "well-formed",
  severity: "information",
  fix: "never",
  replaces: [],

  onSuppression({ suppression, unused, unknown }, report) {
    const { tool, span, lines } = suppression;
    if (tool !== "plimsoll" && tool !== "buildkit") return;
    const where = lines === undefined ? "in this file" : "below";
    for (const name of unused) {
      const what = name === "all" ? "nothing is found" : `${name} finds nothing`;
      report({ at: span, message: `${what} ${where}, so there is nothing to silence` });
    }
    for (const name of unknown) report({ at: span, message: `no rule and no practice is called ${name}` });
  },
});
