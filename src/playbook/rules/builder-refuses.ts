import { limits, type Span } from "../../base/index.ts";
import type { EvaluatedDockerfile, FromWords } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { BY_COMMENTS, linesRefusedByComments } from "../edit/trailing-comment.ts";

/** Reports everything the builder refuses a file for, in its parser or when it makes build steps of it. */
export const rule = defineRule({
  name: "builder-refuses",
  practice: "works",
  severity: "error",
  fix: "never",
  replaces: [],

  onFile({ evaluated }, report) {
    const { dockerfile, problems, fromWords } = evaluated;
    const names = problems.some(({ code }) => OF_VALUES.has(code)) ? openNames(evaluated) : [];
    const spoiled = linesRefusedByComments(evaluated);
    const open = new Set(fromWords.filter(isOpen).map(({ stage }) => stage.section.from.syntax.startLine));
    for (const { code, line, span, message } of [...dockerfile.problems, ...problems]) {
      if (SAID_BETTER.has(code) || (BY_COMMENTS.has(code) && spoiled.has(line))) continue;
      if (OF_BASES.has(code) && open.has(line)) continue;
      const isOpenToo = OF_VALUES.has(code) && names.some((name) => asksFor(dockerfile.text, span, name));
      if (!isOpenToo) report({ at: span, message });
      else
        report({
          at: span,
          message: `${message}; an argument without a default decides`,
          severity: "warning",
        });
    }
  },
});

/** Problems that another rule names in terms of what to change: stage-cycle and copy-from-unknown. */
const SAID_BETTER: ReadonlySet<string> = new Set(["stage/cycle", "stage/from-later", "stage/from-index"]);

/** Problems of a base's name: where only the build's arguments tell it, base-invalid-by-default says so. */
const OF_BASES: ReadonlySet<string> = new Set(["stage/base-blank", "stage/base-invalid"]);

/** Whether a base waits for arguments that are declared and have no default. */
function isOpen({ unset, undeclared }: FromWords): boolean {
  return unset.length > 0 && undeclared.length === 0;
}

/** Problems of what a word comes to, which is another where a build gives an argument another value. */
const OF_VALUES: ReadonlySet<string> = new Set([
  "stage/checksum-misplaced",
  "stage/mode-invalid",
  "stage/mount-invalid",
  "stage/owner-by-name",
  "stage/platform-invalid",
  "stage/port-invalid",
  "stage/signal-invalid",
  "stage/source-remote",
  "stage/volume-blank",
]);

/** The names that an ARG declares without a value and this build gives none, as far as anybody declares. */
function openNames({ dockerfile, options }: EvaluatedDockerfile): readonly string[] {
  const names = dockerfile.instructions.flatMap((each) =>
    each.kind === "arg" ? each.arguments.filter(({ value }) => value === undefined) : [],
  );
  const open = new Set(names.map(({ name }) => name.value));
  return [...open].filter((name) => options.buildArguments?.has(name) !== true).slice(0, limits.nearNames);
}

/** Whether a place holds a variable. */
function asksFor(text: string, { start, end }: Span, name: string): boolean {
  const written = text.slice(start, Math.min(end, start + 1000));
  return written.includes(`$${name}`) || written.includes(`\${${name}`);
}
