import { limits } from "../../base/index.ts";
import { contextSources } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { advise } from "../edit/advice.ts";

/** Reports, at the first copy of a folder, patterns of the ignore file that cannot match what they were written for. */
export const rule = defineRule({
  name: "ignore-pattern-dead",
  practice: "lean-context",
  severity: "warning",
  fix: "sometimes",
  needs: "context",
  replaces: [],

  onFile({ context, evaluated }, report) {
    if (context.kind === "unknown" || context.ignoreFile === undefined) return;
    // An ignore file of the Dockerfile's own lies beside that, and not always in the context.
    if (!/(?:^|\/)\.dockerignore$/.test(context.ignoreFile)) return;
    const first = contextSources(evaluated).find(
      ({ isPlain, path }) => isPlain && context.whetherFolder(path) === "yes",
    );
    const text = first === undefined ? undefined : context.textOf(".dockerignore");
    if (first === undefined || text === undefined) return;
    for (const line of text.split(/\r?\n/).slice(0, limits.ignorePatterns)) {
      const pattern = line.trim();
      const reason = whyDead(pattern);
      if (reason === undefined) continue;
      report({
        at: first.span,
        message: `the line ${pattern} of .dockerignore matches nothing: ${reason}`,
        fix: advise(adviceFor(pattern)),
      });
    }
  },
});

function adviceFor(pattern: string): string {
  const exception = /^!\s*/.exec(pattern)?.[0] === undefined ? "" : "!";
  const path = pattern.replace(/^!\s*/, "");
  const [, before] = /^(.*?)\s+#/.exec(path) ?? [];
  if (before !== undefined && before !== "")
    return `Write ${exception}${before}, and the comment on a line of its own`;
  if (/^(["']).+\1$/.test(path)) return `Write ${exception}${path.slice(1, -1)}`;
  return "Leave the line out, or write it from the folder of the context on";
}

/** Why a pattern matches no path of a context that anybody has; undefined where it may. */
function whyDead(pattern: string): string | undefined {
  if (pattern === "" || pattern.startsWith("#")) return undefined;
  const path = pattern.replace(/^!\s*/, "");
  if (/^\.\.(?:\/|$)/.test(path)) return "nothing outside the context is ever sent";
  if (/\s#/.test(path)) return "a comment has to stand on a line of its own";
  if (/^~\//.test(path)) return "a tilde means no home folder there";
  if (/^(["']).+\1$/.test(path)) return "quotes are part of the name there";
  if (/^[A-Za-z]:[\\/]/.test(path)) return "patterns are relative to the context";
  return undefined;
}
