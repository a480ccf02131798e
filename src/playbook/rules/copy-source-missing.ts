import { stepSources } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { findTrailingComments } from "../edit/trailing-comment.ts";

/** Reports COPY and ADD of what is not in the build context. */
export const rule = defineRule({
  name: "copy-source-missing",
  practice: "works",
  severity: "error",
  fix: "never",
  needs: "context",
  replaces: [],

  onCopy(copy, report, { file: { context, evaluated } }) {
    if (context.kind === "unknown") return;
    // The words of such a comment are no files, and what it stands behind is no source: comment-after-arguments'.
    if (findTrailingComments(evaluated.dockerfile, copy.instruction).length > 0) return;
    const folder = context.folder === "." ? "the build context" : `the build context ${context.folder}`;
    for (const { word, path, isPlain } of stepSources(copy)) {
      // With a backslash the path is a Windows one, or a pattern.
      if (!isPlain || path.includes("\\") || context.whetherExists(path) !== "no") continue;
      // What would be ignored if it were there is copied-file-ignored's.
      if (!context.hasExceptions && context.whetherIgnored(path) === "yes") continue;
      report({ at: word.span, message: `${path} is not in ${folder}` });
    }
  },
});
