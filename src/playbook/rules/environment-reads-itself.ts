import type { Dockerfile, Pair, PairsInstruction } from "../../dockerfile/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { lineEnd } from "../edit/insert-lines.ts";
import { placeAt, variableSpan } from "../place.ts";

/** Names that bases of languages set themselves: their value may well be the same. */
const FROM_BASE: ReadonlySet<string> = new Set(
  "PATH HOME GOPATH GOROOT JAVA_HOME CATALINA_HOME JRE_HOME GEM_HOME BUNDLE_PATH CARGO_HOME RUSTUP_HOME LD_LIBRARY_PATH PYTHONPATH".split(
    " ",
  ),
);

/** Reports ENV that uses a name which the same instruction sets: it gets the value from before. */
export const rule = defineRule({
  name: "environment-reads-itself",
  practice: "configuration",
  severity: "warning",
  fix: "sometimes",
  replaces: ["hadolint:DL3044"],

  instructions: ["env"],
  onStep({ instruction, before, valueOf, triggeredAt }, report, { file, stage }) {
    if (instruction.kind !== "env" || instruction.pairs.length < 2) return;
    const { dockerfile } = file.evaluated;
    const set = new Map<string, Pair>();
    let isMended = triggeredAt !== undefined;
    for (const pair of instruction.pairs) {
      for (const name of namesIn(pair.value.value)) {
        const other = set.get(name);
        if (other === undefined || name === pair.name.value) continue;
        const known = before.environment.get(name);
        const isFromBase = FROM_BASE.has(name) && stage.base.kind !== "scratch";
        if (known === undefined ? isFromBase : known === valueOf(other.value)) continue;
        const at = placeAt(dockerfile, instruction, variableSpan(dockerfile, name, pair.value.span));
        const value = known === undefined ? "has no value yet" : "still has its earlier value";
        // One cut in an instruction at a time: what is behind it is then looked at anew.
        const fix = isMended ? undefined : split(dockerfile, instruction, pair);
        isMended ||= fix !== undefined;
        report({ at, message: `${name} is set by this same ENV, so that here it ${value}`, fix });
      }
      set.set(pair.name.value, pair);
    }
  },
});

/** The variables that a value reads, without those that have a default. */
function namesIn(value: string): ReadonlySet<string> {
  const names = new Set<string>();
  if (!value.includes("$") || value.startsWith("'")) return names;
  for (const match of value.matchAll(/(\\*)\$(?:\{(\w+)\}|(\w+))/g)) {
    const name = match[2] ?? match[3];
    if (name !== undefined && (match[1] ?? "").length % 2 === 0) names.add(name);
  }
  return names;
}

/** Starts an ENV of its own at a pair, where nothing but blanks and a continuation stand in front of it. */
function split(
  { text, escape }: Dockerfile,
  instruction: PairsInstruction,
  pair: Pair,
): FoundFix | undefined {
  const { syntax } = instruction;
  const before = instruction.pairs[instruction.pairs.indexOf(pair) - 1];
  if (before === undefined || instruction.pairs.some(({ old }) => old)) return undefined;
  const gap = { start: before.value.span.end, end: pair.name.span.start };
  const between = text.slice(gap.start, gap.end);
  const lines = between.split("\n");
  const isPlain = lines.every((line, at) => line.trim() === (at < lines.length - 1 ? escape : ""));
  if (!isPlain || lines.length > 2) return undefined;
  const indent = /[ \t]*$/.exec(text.slice(0, syntax.span.start))?.[0] ?? "";
  return {
    title: `Set ${pair.name.value} in an ENV of its own`,
    applicability: "unsafe",
    edits: [{ span: gap, text: `${lineEnd(text)}${indent}${syntax.keyword.value} ` }],
  };
}
