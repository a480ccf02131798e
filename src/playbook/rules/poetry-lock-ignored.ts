import { posix } from "node:path";
import { isBrought } from "../brought.ts";
import { defineRule } from "../define-rule.ts";
import { commandSpan, installsOf, projectFolder } from "../installs.ts";

/** Reports Poetry where it resolves anew instead of installing what its lock file says. */
export const rule = defineRule({
  name: "poetry-lock-ignored",
  practice: "reproducible-install",
  severity: "warning",
  fix: "never",
  replaces: [],

  facts: ["poetry"],
  onRun(run, report, { stage, file }) {
    const { context, evaluated } = file;
    for (const fact of installsOf(run, "poetry")) {
      const at = commandSpan(evaluated.dockerfile, fact.use);
      const isCheck = fact.options.has("--check") || fact.options.has("--no-update");
      if (fact.action === "update" || (fact.action === "lock" && !isCheck)) {
        report({
          at,
          message: `poetry ${fact.action} resolves anew in every build, whatever poetry.lock said`,
        });
        continue;
      }
      const folder = projectFolder(fact);
      if (fact.action !== "install" || folder === undefined || context.kind === "unknown") continue;
      const manifest = posix.join(folder, "pyproject.toml");
      // The manifest alone was copied, while the context has a lock file beside it.
      if (context.whetherExists("poetry.lock") !== "yes" || context.whetherIgnored("poetry.lock") !== "no")
        continue;
      if (
        !isBrought(manifest, run, stage, context) ||
        run.before.files.whetherExists(posix.join(folder, "poetry.lock")) !== "no"
      )
        continue;
      report({
        at,
        message: "poetry install resolves anew in every build, because poetry.lock was not copied",
      });
    }
  },
});
