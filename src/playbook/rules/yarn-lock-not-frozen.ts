import { posix } from "node:path";
import { isBrought } from "../context/brought.ts";
import { defineRule } from "../define-rule.ts";
import { freezeWith } from "../edit/freeze.ts";
import { commandSpan, hasOpenWord, installsOf, isOfProject, projectFolder } from "../install/installs.ts";

/** Reports `yarn install` that may change the lock file it is given. */
export const rule = defineRule({
  name: "yarn-lock-not-frozen",
  practice: "reproducible-install",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  facts: ["yarn"],
  onRun(run, report, { stage, file }) {
    for (const fact of installsOf(run, "yarn")) {
      if (hasOpenWord(fact)) continue;
      const folder = projectFolder(fact);
      if (fact.action !== "install" || fact.isFrozen !== "no" || !isOfProject(fact)) continue;
      if (folder === undefined || !isBrought(posix.join(folder, "yarn.lock"), run, stage, file.context))
        continue;
      report({
        at: commandSpan(file.evaluated.dockerfile, fact.use),
        message:
          "yarn may install something else than yarn.lock says; --frozen-lockfile (--immutable from Yarn 2 on) keeps to it",
        fix: freezeWith(run, fact, "--frozen-lockfile"),
      });
    }
  },
});
