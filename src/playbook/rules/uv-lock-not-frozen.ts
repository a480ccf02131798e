import { posix } from "node:path";
import { isBrought } from "../context/brought.ts";
import { defineRule } from "../define-rule.ts";
import { freezeWith } from "../edit/freeze.ts";
import { commandSpan, hasOpenWord, installsOf, projectFolder } from "../install/installs.ts";

/** Reports `uv sync` that may change the lock file it is given. */
export const rule = defineRule({
  name: "uv-lock-not-frozen",
  practice: "reproducible-install",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  facts: ["uv"],
  onRun(run, report, { stage, file }) {
    for (const fact of installsOf(run, "uv")) {
      if (hasOpenWord(fact)) continue;
      const folder = projectFolder(fact);
      if (fact.action !== "sync" || fact.isFrozen !== "no" || folder === undefined) continue;
      if (!isBrought(posix.join(folder, "uv.lock"), run, stage, file.context)) continue;
      report({
        at: commandSpan(file.evaluated.dockerfile, fact.use),
        message: "uv sync may install something else than uv.lock says; --locked keeps to it",
        fix: freezeWith(run, fact, "--locked"),
      });
    }
  },
});
