import { defineRule } from "../define-rule.ts";

/** Reports a RUN whose last command changes directory: the next instruction starts where this one did. */
export const rule = defineRule({
  name: "cd-does-not-last",
  practice: "works",
  severity: "warning",
  fix: "never",
  replaces: ["hadolint:DL3003", "trivy:DS-0013"],

  onRun({ run, before }, report, { stage }) {
    const last = run?.commands.at(-1);
    if (run === undefined || run.isPartial || last === undefined || !stage.isReachable) return;
    if (last.name !== "cd" || last.runs !== "yes" || last.inside.length > 0) return;
    const word = last.words[1];
    const target = word?.value ?? "the home folder";
    // Where the RUN is there already, nothing is lost.
    if (before.workdir !== undefined && word?.literal === before.workdir) return;
    const isReturn = RETURN.test(target) || last.words.length === 1;
    if (isReturn && run.commands.slice(0, -1).some(({ name }) => name === "cd")) return;
    const first = last.words[0];
    if (first === undefined) return;
    report({
      at: { start: first.span.start, end: (word ?? first).span.end },
      message: `The change to ${target} ends with this RUN, and the next instruction starts where it did`,
    });
  },
});

/** The way back: up, home, to the root, or to where one came from. */
const RETURN = /^(?:-|~|\/|\$\{?(?:HOME|OLDPWD)\}?|(?:\.\.\/?)+)$/;
