import { defineRule } from "../define-rule.ts";
import { osPackages, placeOfCommand } from "../left-cache.ts";
import { isInImage } from "../shipped.ts";

/** Reports installations that take in what packages only recommend. */
export const rule = defineRule({
  name: "apt-recommends-installed",
  practice: "lean-layers",
  severity: "warning",
  fix: "never",
  replaces: ["hadolint:DL3015", "trivy:DS-0029"],

  facts: ["apt"],
  onRun(run, report, { stage, file }) {
    if (!isInImage(stage, file.evaluated)) return;
    for (const fact of osPackages(run)) {
      if (fact.manager !== "apt" || fact.action !== "install" || fact.runs !== "yes") continue;
      if (fact.takesRecommended !== "yes" || fact.packages.length === 0) continue;
      // Asking for them in words is a choice.
      if (fact.options.has("--install-recommends") || fact.options.has("--with-recommends")) continue;
      report({
        at: placeOfCommand(fact),
        message: `${fact.use.name ?? "apt"} install takes in recommended packages as well`,
      });
    }
  },
});
