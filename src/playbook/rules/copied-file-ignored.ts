import { stepSources } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { advise } from "../edit/advice.ts";
import { placeAt } from "../place.ts";
import type { KnownContext } from "../subject.ts";

/** Reports COPY and ADD of what the ignore file keeps out of the build. */
export const rule = defineRule({
  name: "copied-file-ignored",
  practice: "works",
  severity: "error",
  fix: "sometimes",
  needs: "context",
  replaces: ["buildkit:CopyIgnoredFile"],

  onCopy(copy, report, { file }) {
    const { context, evaluated } = file;
    if (context.kind === "unknown" || context.ignoreFile === undefined) return;
    const shown = context.ignoreFile.replace(/^\.\//, "");
    for (const { word, path, isPlain } of stepSources(copy)) {
      if (!canJudge(context, path, isPlain) || context.whetherIgnored(path) !== "yes") continue;
      const what = path === "." ? "the whole build context" : path;
      const at = placeAt(evaluated.dockerfile, copy.instruction, word.span);
      const fix = advise(
        path === "."
          ? `Let what is needed back in with lines !PATH at the end of ${shown}`
          : `Write the line !${path} at the end of ${shown}`,
      );
      report({ at, message: `${what} is kept out of the build by ${shown}`, fix });
    }
  },
});

/**
 * Without exceptions the builder's own check matches the word against the patterns, wildcards and all, and so
 * do we. With them only the walk over the real files tells, and it tells nothing of a path that is not there.
 */
function canJudge(context: KnownContext, path: string, isPlain: boolean): boolean {
  return !context.hasExceptions || (isPlain && context.whetherExists(path) === "yes");
}
