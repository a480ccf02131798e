import { defineRule } from "../define-rule.ts";
import { commandSpan, installsOf } from "../installs.ts";

/** Reports `composer update` in an image build. */
export const rule = defineRule({
  name: "composer-update",
  practice: "reproducible-install",
  severity: "warning",
  fix: "never",
  replaces: [],

  facts: ["composer"],
  onRun(run, report, { file }) {
    for (const fact of installsOf(run, "composer")) {
      // What belongs to the whole system has no lock file of the project's.
      const isGlobal = fact.use.words[1]?.literal === "global";
      if (fact.action !== "update" || isGlobal || fact.options.has("--lock")) continue;
      report({
        at: commandSpan(file.evaluated.dockerfile, fact.use),
        message: "composer update chooses versions anew in every build, whatever composer.lock said",
      });
    }
  },
});
