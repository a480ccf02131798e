import type { Instruction, Word } from "../../dockerfile/index.ts";
import { defineRule } from "../define-rule.ts";
import { placeAt } from "../place.ts";

/** Reports comments right above ARG and named FROM that the builder does not take for a description of them. */
export const rule = defineRule({
  name: "description-misnamed",
  practice: "well-formed",
  severity: "information",
  fix: "never",
  replaces: ["buildkit:InvalidDefinitionDescription"],
  offBecause:
    "most comments are not meant as descriptions; the builder, too, looks only where experimental checks are asked for",

  onFile({ evaluated: { dockerfile } }, report) {
    for (const instruction of dockerfile.instructions) {
      const names = namesOf(instruction);
      const comment = instruction.syntax.comments.at(-1);
      const [first] = names;
      if (comment === undefined || first === undefined) continue;
      const start = comment.text.split(" ")[0];
      if (names.some(({ value }) => value === start)) continue;
      const wanted = names.map(({ value }) => value).join(" or ");
      report({
        at: placeAt(dockerfile, instruction, first.span),
        message: `the comment above does not begin with ${wanted}, so that it describes nothing`,
        heeds: "nothing",
      });
    }
  },
});

function namesOf(instruction: Instruction): readonly Word[] {
  if (instruction.kind === "arg") return instruction.arguments.map(({ name }) => name);
  return instruction.kind === "from" && instruction.name !== undefined ? [instruction.name] : [];
}
