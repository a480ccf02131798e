import { defineRule } from "../define-rule.ts";
import { imageName, isForWindows } from "../image/image-name.ts";
import { placeAt } from "../place.ts";
import { pythonCopies, pythonOf } from "../program/python-copies.ts";

/** Reports Python packages that one minor version installed and another one is to run. */
export const rule = defineRule({
  name: "interpreter-version-differs",
  practice: "works",
  severity: "error",
  fix: "never",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    if (stage.role !== "shipped" || isForWindows(stage)) return;
    const python = pythonOf(stage);
    if (python === undefined || python === "none" || python.version === undefined) return;
    for (const { instruction, madeWith, kind } of pythonCopies(stage)) {
      const made = madeWith?.version;
      const at = instruction.sources[0]?.span;
      if (made === undefined || made === python.version || at === undefined) continue;
      report({
        at: placeAt(evaluated.dockerfile, instruction, at),
        message: `the ${kind} of Python ${made} ${kind === "packages" ? "go" : "goes"} to ${imageName(stage)}, whose Python is ${python.version}`,
      });
    }
  },
});
