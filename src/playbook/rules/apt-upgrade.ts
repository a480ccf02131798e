import { osPackages, placeOfCommand, subcommandOf } from "../cache/left-cache.ts";
import { defineRule } from "../define-rule.ts";
import { isInImage } from "../shipped.ts";

/** Reports upgrades that may take packages out. A plain upgrade brings security fixes and is left alone. */
export const rule = defineRule({
  name: "apt-upgrade",
  practice: "lean-layers",
  severity: "warning",
  fix: "never",
  replaces: ["dockle:DKL-DI-0003", "trivy:DS-0024"],

  facts: ["apt"],
  onRun(run, report, { stage, file }) {
    if (!isInImage(stage, file.evaluated)) return;
    for (const fact of osPackages(run)) {
      if (fact.manager !== "apt" || fact.action !== "upgrade" || fact.runs !== "yes") continue;
      const subcommand = subcommandOf(fact);
      if (subcommand !== "dist-upgrade" && subcommand !== "full-upgrade") continue;
      report({
        at: placeOfCommand(fact),
        message: `${fact.use.name ?? "apt"} ${subcommand} stores the base's packages again, and may remove some`,
      });
    }
  },
});
