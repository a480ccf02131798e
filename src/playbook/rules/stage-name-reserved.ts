import { defineRule } from "../define-rule.ts";
import { placeAt } from "../place.ts";

/** What the builder itself calls by these names. */
const RESERVED: ReadonlyMap<string, string> = new Map([
  ["scratch", "the empty base"],
  ["context", "the build context"],
]);

/** Reports stages that take a name which means something else to the builder. */
export const rule = defineRule({
  name: "stage-name-reserved",
  practice: "works",
  severity: "warning",
  fix: "never",
  replaces: ["buildkit:ReservedStageName", "hadolint:DL3063"],

  onFile({ evaluated: { dockerfile } }, report) {
    for (const { from } of dockerfile.stages) {
      const meaning = from.name === undefined ? undefined : RESERVED.get(from.name.value);
      if (from.name === undefined || meaning === undefined) continue;
      report({
        at: placeAt(dockerfile, from, from.name.span),
        message: `stage name ${from.name.value} is reserved for ${meaning}`,
        heeds: "directive",
      });
    }
  },
});
