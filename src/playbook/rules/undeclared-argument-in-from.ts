import type { Dockerfile } from "../../dockerfile/index.ts";
import { defineRule } from "../define-rule.ts";
import { placeAt, variableSpan } from "../place.ts";

/** Reports variables of FROM that no ARG before the first FROM declares: nothing can give them a value. */
export const rule = defineRule({
  name: "undeclared-argument-in-from",
  practice: "works",
  severity: "warning",
  fix: "never",
  replaces: ["buildkit:UndefinedArgInFrom"],

  onFrom({ stage, undeclared }, report, { evaluated: { dockerfile } }) {
    const { from } = stage.section;
    for (const { name, word } of undeclared) {
      report({
        at: placeAt(dockerfile, from, variableSpan(dockerfile, name, word.span)),
        message: describe(name, dockerfile),
      });
    }
  },
});

function describe(name: string, { stages }: Dockerfile): string {
  const inside = stages
    .flatMap(({ instructions }) => instructions)
    .find(
      (instruction) =>
        instruction.kind === "arg" && instruction.arguments.some((argument) => argument.name.value === name),
    );
  if (inside !== undefined) {
    return `ARG ${name} on line ${inside.syntax.startLine} belongs to a stage; FROM sees those before the first FROM`;
  }
  return `no ARG before the first FROM declares ${name}, so that it never has a value here`;
}
