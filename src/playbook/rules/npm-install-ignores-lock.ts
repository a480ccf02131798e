import { posix } from "node:path";
import { isBrought } from "../brought.ts";
import { defineRule } from "../define-rule.ts";
import { commandSpan, hasOpenWord, installsOf, isOfProject, projectFolder } from "../installs.ts";

const LOCKS = ["package-lock.json", "npm-shrinkwrap.json"];

/** Reports `npm install` of a project whose lock file is there. */
export const rule = defineRule({
  name: "npm-install-ignores-lock",
  practice: "reproducible-install",
  severity: "warning",
  fix: "never",
  replaces: [],

  facts: ["npm"],
  onRun(run, report, { stage, file }) {
    // Who tries twice in one RUN makes one mistake.
    const seen = new Set<string>();
    for (const fact of installsOf(run, "npm")) {
      if (hasOpenWord(fact) || fact.use.name !== "npm") continue;
      const folder = projectFolder(fact);
      if (fact.action !== "install" || !isOfProject(fact) || folder === undefined) continue;
      if (seen.has(folder)) continue;
      const lock = LOCKS.find((name) => isBrought(posix.join(folder, name), run, stage, file.context));
      if (lock === undefined) continue;
      seen.add(folder);
      report({
        at: commandSpan(file.evaluated.dockerfile, fact.use),
        message: `${fact.use.words[1]?.literal === "i" ? "npm i" : "npm install"} may install something else than ${lock} says; npm ci keeps to it`,
      });
    }
  },
});
