import { contextSources } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";

/** Reports, once in a file, that a folder is copied from a build context without an ignore file. */
export const rule = defineRule({
  name: "dockerignore-missing",
  practice: "lean-context",
  severity: "warning",
  fix: "never",
  needs: "context",
  replaces: [],

  onFile({ context, evaluated }, report) {
    if (context.kind === "unknown" || context.ignoreFile !== undefined) return;
    const first = contextSources(evaluated).find(
      ({ isPlain, path }) => isPlain && context.whetherFolder(path) === "yes",
    );
    if (first === undefined) return;
    const what = first.path === "." ? "the whole build context" : `all of ${first.path}`;
    report({ at: first.span, message: `${what} is copied, and no .dockerignore keeps anything out` });
  },
});
