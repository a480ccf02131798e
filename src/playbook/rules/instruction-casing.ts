import type { Edit } from "../../base/index.ts";
import { goLower, goUpper, type Instruction } from "../../dockerfile/index.ts";
import { defineRule } from "../define-rule.ts";
import { placeOfKeyword } from "../place.ts";

/**
 * Reports keywords that are not in the case of the file: lower case where more keywords are in lower than
 * in upper case, else upper case. ARG in front of the first FROM is not looked at, as in the builder.
 */
export const rule = defineRule({
  name: "instruction-casing",
  practice: "well-formed",
  severity: "information",
  fix: "always",
  replaces: ["buildkit:ConsistentInstructionCasing"],

  onFile({ evaluated: { dockerfile } }, report) {
    if (dockerfile.instructions.every(({ syntax }) => CAPITALS.test(syntax.keyword.value))) return;
    const inStages = dockerfile.stages.flatMap(({ from, instructions }) => [from, ...instructions]);
    const isLower = isMostlyLower(inStages);
    for (const instruction of inStages) {
      const { value } = instruction.syntax.keyword;
      const cased = isLower ? goLower(value) : goUpper(value);
      if (value === cased) continue;
      report({
        at: placeOfKeyword(dockerfile, instruction),
        message: `${value} is not in ${isLower ? "lower" : "upper"} case, as the keywords of this file are`,
        heeds: "directive",
        fix: { title: `Write ${cased}`, applicability: "safe", edits: recase(instruction, cased) },
      });
    }
  },
});

/** How keywords are written in nearly every file. */
const CAPITALS = /^[A-Z]+$/;

function isMostlyLower(instructions: readonly Instruction[]): boolean {
  let lower = 0;
  let upper = 0;
  for (const { syntax } of instructions) {
    const { value } = syntax.keyword;
    if (value === goLower(value)) lower++;
    else if (value === goUpper(value)) upper++;
  }
  return lower > upper;
}

/** The keyword, and an AS that would no longer go with it and that nothing else reports. */
function recase(instruction: Instruction, cased: string): readonly Edit[] {
  const { keyword } = instruction.syntax;
  const edits: Edit[] = [{ span: keyword.span, text: cased }];
  if (instruction.kind !== "from" || instruction.as === undefined) return edits;
  const as = instruction.as;
  const isLower = keyword.value === goLower(keyword.value);
  const isSelfConsistent = isLower || keyword.value === goUpper(keyword.value);
  const expected = isLower ? goLower(as.value) : goUpper(as.value);
  if (isSelfConsistent && as.value !== expected) return edits;
  const wanted = cased === goLower(cased) ? goLower(as.value) : goUpper(as.value);
  return as.value === wanted ? edits : [...edits, { span: as.span, text: wanted }];
}
