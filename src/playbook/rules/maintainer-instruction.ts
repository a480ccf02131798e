import { substituteWord, type TextInstruction } from "../../dockerfile/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { readEdited } from "../edit/edit-instruction.ts";
import { insert, quoteEdits } from "../edit/quote.ts";
import { placeOfKeyword } from "../place.ts";
import type { DockerfileSubject } from "../subject.ts";

const LABEL = "org.opencontainers.image.authors";

/** Reports MAINTAINER, which the builder has deprecated in favour of a label. */
export const rule = defineRule({
  name: "maintainer-instruction",
  practice: "well-formed",
  severity: "information",
  fix: "sometimes",
  replaces: ["buildkit:MaintainerDeprecated", "hadolint:DL4000", "trivy:DS-0022"],

  onFile(file, report) {
    const { dockerfile } = file.evaluated;
    for (const instruction of dockerfile.instructions) {
      if (!isMaintainer(instruction)) continue;
      report({
        at: placeOfKeyword(dockerfile, instruction),
        message: "MAINTAINER is deprecated; a label names an image's authors",
        fix: writeLabel(instruction, file),
      });
    }
  },
});

function isMaintainer(instruction: { readonly kind: string }): instruction is TextInstruction {
  return instruction.kind === "maintainer";
}

function writeLabel(instruction: TextInstruction, { evaluated }: DockerfileSubject): FoundFix | undefined {
  const { dockerfile } = evaluated;
  const { keyword, text } = instruction.syntax;
  const stage = evaluated.stages.find(({ section }) => section.instructions.includes(instruction));
  if (instruction.value.value === "" || stage === undefined || hasAuthors(stage)) return undefined;
  const edits = [
    { span: keyword.span, text: keyword.value === keyword.value.toLowerCase() ? "label" : "LABEL" },
    insert(instruction.value.span.start, `${LABEL}=`),
    // MAINTAINER takes its text as it stands, quotes included; those around it were meant for nobody to see.
    ...(isQuoted(text.text) ? [] : quoteEdits(text, dockerfile.escape, "literal")),
  ];
  const read = readEdited(dockerfile, instruction, edits);
  const pair = read?.kind === "label" && read.pairs.length === 1 ? read.pairs[0] : undefined;
  const value = pair === undefined ? undefined : valueOf(pair.value.value, dockerfile.escape);
  const wanted = isQuoted(text.text) ? text.text.slice(1, -1) : text.text;
  if (pair?.name.value !== LABEL || value !== wanted) return undefined;
  return { title: `Write the label ${LABEL}`, applicability: "safe", edits };
}

/** A label of the stage's own says it already, in other words perhaps. */
function hasAuthors({ section }: EvaluatedStage): boolean {
  return section.instructions.some(
    (instruction) =>
      instruction.kind === "label" && instruction.pairs.some(({ name }) => name.value.includes(LABEL)),
  );
}

function isQuoted(text: string): boolean {
  return /^"[^"\\`$]*"$/.test(text);
}

/** What a label's text comes to, or undefined where it would depend on variables. */
function valueOf(text: string, escape: "\\" | "`"): string | undefined {
  const result = substituteWord(text, () => undefined, { escape });
  return result.kind === "value" && result.unmatched.length === 0 ? result.value : undefined;
}
