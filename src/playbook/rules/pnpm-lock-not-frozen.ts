import { posix } from "node:path";
import { isBrought } from "../context/brought.ts";
import { defineRule } from "../define-rule.ts";
import { freezeWith } from "../edit/freeze.ts";
import { commandSpan, hasOpenWord, installsOf, isOfProject, projectFolder } from "../install/installs.ts";

/** Reports `pnpm install` that may change the lock file it is given. */
export const rule = defineRule({
  name: "pnpm-lock-not-frozen",
  practice: "reproducible-install",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  facts: ["pnpm"],
  onRun(run, report, { stage, file }) {
    for (const fact of installsOf(run, "pnpm")) {
      if (hasOpenWord(fact)) continue;
      const folder = projectFolder(fact);
      if (fact.action !== "install" || fact.isFrozen !== "no" || !isOfProject(fact)) continue;
      if (folder === undefined || !isBrought(posix.join(folder, "pnpm-lock.yaml"), run, stage, file.context))
        continue;
      report({
        at: commandSpan(file.evaluated.dockerfile, fact.use),
        message: "pnpm may install something else than pnpm-lock.yaml says; --frozen-lockfile keeps to it",
        fix: freezeWith(run, fact, "--frozen-lockfile"),
      });
    }
  },
});
