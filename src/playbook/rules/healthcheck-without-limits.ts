import { defineRule } from "../define-rule.ts";
import { insert } from "../edit/quote.ts";
import { placeOfKeyword } from "../place.ts";

const DEFAULTS = " --interval=30s --timeout=30s --retries=3";

/** Reports HEALTHCHECK without any of the flags that say how often, how long and how many times. */
export const rule = defineRule({
  name: "healthcheck-without-limits",
  practice: "healthcheck",
  severity: "information",
  fix: "always",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    for (const instruction of stage.section.instructions) {
      if (instruction.kind !== "healthcheck" || instruction.none) continue;
      const { flags, keyword } = instruction.syntax;
      if (flags.some(({ name }) => LIMITS.has(name))) continue;
      report({
        at: placeOfKeyword(evaluated.dockerfile, instruction),
        message:
          "no limit is written, so that a check that hangs counts as healthy for 30 seconds and three tries",
        // What is written out are the builder's own defaults: the same happens, and can be read.
        fix: {
          title: "Write the default limits out",
          applicability: "safe",
          edits: [insert(keyword.span.end, DEFAULTS)],
        },
      });
    }
  },
});

const LIMITS: ReadonlySet<string> = new Set(["interval", "timeout", "retries"]);
