import { type Edit, sliceMapped } from "../../base/index.ts";
import { type Dockerfile, type Pair, type PairsInstruction, substituteWord } from "../../dockerfile/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { readEdited } from "../edit/edit-instruction.ts";
import { quoteEdits } from "../edit/quote.ts";
import { placeAt } from "../place.ts";
import { isSeenByBuilder } from "../triggers.ts";

/** Reports ENV and LABEL in the old form, a name and a value with a space between them. */
export const rule = defineRule({
  name: "legacy-key-value",
  practice: "well-formed",
  severity: "information",
  fix: "sometimes",
  replaces: ["buildkit:LegacyKeyValueFormat"],

  instructions: ["env", "label"],
  onStep(step, report, { file, stage }) {
    const { instruction } = step;
    if (instruction.kind !== "env" && instruction.kind !== "label") return;
    const pair = instruction.pairs.find(({ old }) => old);
    if (pair === undefined || !isSeenByBuilder(step, stage)) return;
    const { dockerfile } = file.evaluated;
    const isHere = step.triggeredAt === undefined;
    report({
      at: isHere ? placeAt(dockerfile, instruction, pair.name.span) : instruction.syntax.keyword.span,
      message: describe(instruction, pair),
      fix: isHere ? writeEquals(instruction, pair, dockerfile) : undefined,
    });
  },
});

function describe({ syntax }: PairsInstruction, { name, value }: Pair): string {
  const inner = /\s([A-Za-z_][A-Za-z0-9_.]*)=/.exec(value.value)?.[1];
  if (inner === undefined) return `${syntax.name} ${name.value} stands without = before its value`;
  return `${syntax.name} ${name.value} stands without = and takes the rest of the line, ${inner}= included`;
}

function writeEquals(
  instruction: PairsInstruction,
  { name, value }: Pair,
  dockerfile: Dockerfile,
): FoundFix | undefined {
  const { text } = instruction.syntax;
  const gap = { start: name.span.end, end: value.span.start };
  // White space goes, and one continuation with it; a comment between name and value must not.
  if (!/^\s*(?:[\\`][ \t]*\r?\n\s*)?$/.test(dockerfile.text.slice(gap.start, gap.end))) return undefined;
  const mapped = sliceMapped(text, text.text.length - value.value.length);
  const equals: Edit = { span: gap, text: "=" };
  for (const edits of [[equals], joinEdits(equals, quoteEdits(mapped, dockerfile.escape, "value"))]) {
    const read = readEdited(dockerfile, instruction, edits);
    const pair = read?.kind === instruction.kind && read.pairs.length === 1 ? read.pairs[0] : undefined;
    if (pair === undefined || pair.old || pair.name.value !== name.value) continue;
    if (!isSameValue(value.value, pair.value.value, dockerfile)) continue;
    return { title: `Write ${name.value}=…`, applicability: "safe", edits };
  }
  return undefined;
}

/** The opening quote stands where the white space ends: one edit, so that no two touch. */
function joinEdits(equals: Edit, [opening, ...rest]: readonly Edit[]): readonly Edit[] {
  return [{ span: equals.span, text: `=${opening?.text ?? ""}` }, ...rest];
}

/** Whether two texts come to the same, whatever their variables hold. */
function isSameValue(old: string, written: string, { escape }: Dockerfile): boolean {
  if (old === written) return true;
  const lookups = [() => undefined, () => "", (name: string) => `<${name}>`, () => `a "b' c`];
  return lookups.every((lookup) => {
    const before = substituteWord(old, lookup, { escape });
    const after = substituteWord(written, lookup, { escape });
    if (before.kind === "refused" || after.kind === "refused") return false;
    const names = (result: typeof before): string => [...result.matched, "|", ...result.unmatched].join();
    return before.value === after.value && names(before) === names(after);
  });
}
