import { defineRule } from "../define-rule.ts";
import { placeAt } from "../place.ts";

/** Reports a stage name that an earlier stage has already, in any case. */
export const rule = defineRule({
  name: "stage-name-duplicate",
  practice: "works",
  severity: "warning",
  fix: "never",
  replaces: ["buildkit:DuplicateStageName", "hadolint:DL3024", "trivy:DS-0012"],

  onFile({ evaluated: { dockerfile } }, report) {
    const firstLines = new Map<string, number>();
    for (const { from } of dockerfile.stages) {
      const { name } = from;
      if (name === undefined || from.syntax.args.length !== 3) continue;
      const earlier = firstLines.get(name.value);
      if (earlier === undefined) firstLines.set(name.value, from.syntax.startLine);
      else {
        report({
          at: placeAt(dockerfile, from, name.span),
          message: `${name.value} is already the name of the stage on line ${earlier}; --from and --target mean the last stage of that name`,
          heeds: "directive",
        });
      }
    }
  },
});
