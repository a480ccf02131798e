import { posix } from "node:path";
import type { EvaluatedStage, RunFact } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { commandSpan, isWithin } from "../installs.ts";
import { isInImage } from "../shipped.ts";
import type { DockerfileSubject } from "../subject.ts";

/** Reports Go programs that are shipped with their tables of symbols and data for debuggers. */
export const rule = defineRule({
  name: "binary-not-stripped",
  practice: "lean-layers",
  severity: "information",
  fix: "never",
  replaces: [],

  facts: ["build"],
  onRun(run, report, { stage, file }) {
    for (const fact of run.run?.facts ?? []) {
      if (!isGoBuild(fact) || fact.output === undefined) continue;
      const { content } = stage.end.files.lookUp(fact.output);
      if (content?.kind !== "binary" || content.isStripped !== "no") continue;
      if (!isShipped(fact.output, stage, file)) continue;
      report({
        at: commandSpan(file.evaluated.dockerfile, fact.use),
        message: `${posix.basename(fact.output)} is shipped with its symbols and debug data; -ldflags="-s -w" leaves them out`,
      });
    }
  },
});

type Build = Extract<RunFact, { readonly kind: "build" }>;

function isGoBuild(fact: RunFact): fact is Build {
  return (
    fact.kind === "build" &&
    fact.tool === "go" &&
    fact.runs === "yes" &&
    !fact.use.words.some(({ value }) => /^-?-gcflags|^-race$/.test(value))
  );
}

/** Whether a file is in a shipped image: built there, or copied into it. */
function isShipped(path: string, stage: EvaluatedStage, { evaluated }: DockerfileSubject): boolean {
  if (isInImage(stage, evaluated)) return true;
  return evaluated.stages.some(
    (other) =>
      isInImage(other, evaluated) &&
      other.links.some(({ by, source, instruction }) => {
        if ("flag" in by || source.kind !== "stage" || source.stage !== stage) return false;
        const step = other.steps.find((each) => each.instruction === instruction);
        return by.sources.some((word) =>
          isWithin(path, posix.resolve("/", step?.valueOf(word) ?? word.value)),
        );
      }),
  );
}
