import type { Edit } from "../../base/index.ts";
import type { Dockerfile, Pair, PairsInstruction } from "../../dockerfile/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { insertAbove } from "../edit/insert-lines.ts";
import { removeOneOf } from "../edit/remove-instruction.ts";
import { isInImage } from "../shipped.ts";

/** Variables that only matter while packages are installed, and the value that says so; any where it is empty. */
const BUILD_ONLY: ReadonlyMap<string, string> = new Map([
  ["DEBIAN_FRONTEND", "noninteractive"],
  ["DEBCONF_NONINTERACTIVE_SEEN", "true"],
  ["DEBCONF_NOWARNINGS", ""],
  ["APT_KEY_DONT_WARN_ON_DANGEROUS_USAGE", ""],
]);

/** Reports ENV for what only the build needs, where nothing sets it back. */
export const rule = defineRule({
  name: "build-only-environment",
  practice: "configuration",
  severity: "information",
  fix: "sometimes",
  replaces: [],

  instructions: ["env"],
  onStep({ instruction, valueOf, triggeredAt }, report, { stage, file }) {
    if (instruction.kind !== "env" || !isInImage(stage, file.evaluated)) return;
    for (const pair of instruction.pairs) {
      const { name, value } = pair;
      const wanted = BUILD_ONLY.get(name.value);
      if (wanted === undefined || !isMeant(wanted, valueOf(value))) continue;
      const last = stage.end.configuration.environment.get(name.value) ?? "";
      if (!isMeant(wanted, last)) continue;
      report({
        at: name.span,
        message: `${name.value} is for the build, and ENV keeps it in every container`,
        fix:
          triggeredAt === undefined ? makeArgument(file.evaluated.dockerfile, instruction, pair) : undefined,
      });
    }
  },
});

function isMeant(wanted: string, value: string): boolean {
  const text = value.replace(/^(["'])(.*)\1$/s, "$2");
  return wanted === "" ? text !== "" : text.toLowerCase() === wanted;
}

/** The same variable as ARG: the instruction's keyword where it sets nothing else, else a line of its own above. */
function makeArgument(
  dockerfile: Dockerfile,
  instruction: PairsInstruction,
  pair: Pair,
): FoundFix | undefined {
  const { name, value } = pair;
  const { keyword } = instruction.syntax;
  const isUpper = keyword.value === keyword.value.toUpperCase();
  const title = `Make ${name.value} an ARG`;
  if (instruction.pairs.length === 1) {
    const edits: Edit[] = [{ span: keyword.span, text: isUpper ? "ARG" : "arg" }];
    if (pair.old) {
      // The old form takes blanks and quotes as they come; only one plain word means the same to ARG.
      if (!/^[\w.-]+$/.test(value.value)) return undefined;
      edits.push({ span: { start: name.span.end, end: value.span.start }, text: "=" });
    }
    return { title, applicability: "unsafe", edits };
  }
  const others = instruction.pairs.filter((other) => other !== pair);
  if (others.some((other) => other.value.value.includes(name.value))) return undefined;
  const gone = removeOneOf(dockerfile, instruction.pairs, instruction.pairs.indexOf(pair));
  const written = dockerfile.text.slice(name.span.start, value.span.end);
  const line = insertAbove(dockerfile, instruction, [`${isUpper ? "ARG" : "arg"} ${written}`]);
  if (gone === undefined || line === undefined || written.includes("\n")) return undefined;
  return { title, applicability: "unsafe", edits: [line, gone] };
}
