import type { Edit } from "../../base/index.ts";
import { goLower } from "../../dockerfile/index.ts";
import type { EvaluatedStage, StageLink } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { placeAt } from "../place.ts";
import type { DockerfileSubject } from "../subject.ts";

/** Reports stage names with capitals: the builder knows stages by their names in lower case. */
export const rule = defineRule({
  name: "stage-name-casing",
  practice: "well-formed",
  severity: "information",
  fix: "sometimes",
  replaces: ["buildkit:StageNameCasing"],

  onStage(stage, report, file) {
    const { from } = stage.section;
    const written = from.syntax.args[2];
    if (written === undefined || from.syntax.args.length !== 3) return;
    const lower = goLower(written.value);
    if (written.value === lower) return;
    const isName = from.name !== undefined;
    report({
      at: placeAt(file.evaluated.dockerfile, from, written.span),
      message: `stage name ${written.value} has capitals, while the builder knows the stage as ${lower}`,
      fix: isName
        ? {
            title: `Write ${lower}, here and wherever the stage is used`,
            applicability: "safe",
            edits: [{ span: written.span, text: lower }, ...renameUses(stage, lower, file)],
          }
        : undefined,
    });
  },
});

/** Uses find the stage in any case, so that one which cannot be edited with certainty stays as it is. */
function renameUses(stage: EvaluatedStage, lower: string, { evaluated }: DockerfileSubject): readonly Edit[] {
  const { text } = evaluated.dockerfile;
  return evaluated.stages.flatMap(({ links }) =>
    links.flatMap((link): readonly Edit[] => {
      if (link.source.kind !== "stage" || link.source.stage !== stage) return [];
      const name = nameIn(link);
      const written = text.slice(link.word.span.start, link.word.span.end);
      const at = written.indexOf(name);
      const isPlain = at !== -1 && at === written.lastIndexOf(name);
      if (!isPlain || name === lower || goLower(name) !== lower) return [];
      const start = link.word.span.start + at;
      return [{ span: { start, end: start + name.length }, text: lower }];
    }),
  );
}

function nameIn({ by, word }: StageLink): string {
  return "flag" in by ? (by.mount?.from ?? "") : word.value;
}
