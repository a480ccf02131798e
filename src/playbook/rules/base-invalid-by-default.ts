import { type Dockerfile, type FromInstruction, substituteWord } from "../../dockerfile/index.ts";
import { defineRule } from "../define-rule.ts";
import { placeAt } from "../place.ts";

/** Reports bases that are no image name while every ARG keeps its default. */
export const rule = defineRule({
  name: "base-invalid-by-default",
  practice: "works",
  severity: "warning",
  fix: "never",
  replaces: ["buildkit:InvalidDefaultArgInFrom"],

  onFrom({ stage, isValidByDefault }, report, { evaluated: { dockerfile } }) {
    if (isValidByDefault) return;
    const { from } = stage.section;
    report({
      at: placeAt(dockerfile, from, from.image.span),
      message: describe(from, dockerfile),
      heeds: "directive",
    });
  },
});

function describe({ image }: FromInstruction, dockerfile: Dockerfile): string {
  const names = substituteWord(image.value, () => undefined, { escape: dockerfile.escape }).unmatched;
  if (names.length === 0) return `${image.value} is not an image name`;
  const bare = names.filter((name) => isWithoutDefault(name, dockerfile));
  if (bare.length > 0) return `${image.value} is not an image name until --build-arg sets ${bare.join(", ")}`;
  return `${image.value} is not an image name with what ${names.join(", ")} stands for by default`;
}

function isWithoutDefault(name: string, { globalArguments }: Dockerfile): boolean {
  const declared = globalArguments
    .flatMap((instruction) => instruction.arguments)
    .filter((argument) => argument.name.value === name);
  return declared.length > 0 && declared.every(({ value }) => value === undefined);
}
