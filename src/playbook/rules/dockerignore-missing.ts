import { contextSources } from "../../stage/index.ts";
import { firstIgnoreFile } from "../context/first-ignore-file.ts";
import { defineRule } from "../define-rule.ts";
import { findTrailingComments } from "../edit/trailing-comment.ts";

/** Reports, once in a file, that a folder is copied from a build context without an ignore file. */
export const rule = defineRule({
  name: "dockerignore-missing",
  practice: "lean-context",
  severity: "warning",
  fix: "sometimes",
  needs: "context",
  replaces: [],

  onFile({ context, evaluated }, report) {
    if (context.kind === "unknown" || context.ignoreFile !== undefined) return;
    const first = contextSources(evaluated).find(
      ({ isPlain, path, instruction }) =>
        isPlain &&
        context.whetherFolder(path) === "yes" &&
        // Behind a destination, a comment makes a source of it.
        findTrailingComments(evaluated.dockerfile, instruction).length === 0,
    );
    if (first === undefined) return;
    const what = first.path === "." ? "the whole build context" : `all of ${first.path}`;
    const fix = firstIgnoreFile(context, evaluated);
    report({ at: first.span, message: `${what} is copied, and no .dockerignore keeps anything out`, fix });
  },
});
