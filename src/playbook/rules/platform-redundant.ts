import type { FlagWord } from "../../dockerfile/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { placeAt } from "../place.ts";
import type { DockerfileSubject } from "../subject.ts";

const TARGET = "TARGETPLATFORM";

/** Reports FROM with the platform that is built for, which the builder takes anyway. */
export const rule = defineRule({
  name: "platform-redundant",
  practice: "well-formed",
  severity: "information",
  fix: "sometimes",
  replaces: ["buildkit:RedundantTargetPlatform", "hadolint:DL3065"],

  onFrom({ stage, platform }, report, file) {
    if (platform === undefined || platform.unmatched.length > 0) return;
    if (platform.matched.length !== 1 || platform.matched[0] !== TARGET) return;
    const { dockerfile, globals } = file.evaluated;
    if (platform.value !== globals.get(TARGET)) return;
    const { from } = stage.section;
    const flag = from.syntax.flags.find(({ name }) => name === "platform");
    report({
      at: placeAt(dockerfile, from, flag?.span ?? platform.word.span),
      message: `--platform=${platform.word.value} asks for the platform that the builder takes anyway`,
      fix: flag === undefined ? undefined : deleteFlag(flag, file),
    });
  },
});

function deleteFlag({ span }: FlagWord, { evaluated }: DockerfileSubject): FoundFix | undefined {
  const { text, globalArguments } = evaluated.dockerfile;
  // An ARG of that name takes the platform's place: the flag then says something.
  const isGiven = globalArguments.some((instruction) =>
    instruction.arguments.some(({ name, value }) => name.value === TARGET && value !== undefined),
  );
  if (isGiven) return undefined;
  let end = span.end;
  while (text.charAt(end) === " " || text.charAt(end) === "\t") end++;
  return {
    title: "Delete --platform",
    applicability: "safe",
    edits: [{ span: { start: span.start, end }, text: "" }],
  };
}
