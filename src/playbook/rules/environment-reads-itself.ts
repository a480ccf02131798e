import type { Pair } from "../../dockerfile/index.ts";
import { defineRule } from "../define-rule.ts";
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
  fix: "never",
  replaces: ["hadolint:DL3044"],

  instructions: ["env"],
  onStep({ instruction, before, valueOf }, report, { file, stage }) {
    if (instruction.kind !== "env" || instruction.pairs.length < 2) return;
    const { dockerfile } = file.evaluated;
    const set = new Map<string, Pair>();
    for (const pair of instruction.pairs) {
      for (const name of namesIn(pair.value.value)) {
        const other = set.get(name);
        if (other === undefined || name === pair.name.value) continue;
        const known = before.environment.get(name);
        const isFromBase = FROM_BASE.has(name) && stage.base.kind !== "scratch";
        if (known === undefined ? isFromBase : known === valueOf(other.value)) continue;
        const at = placeAt(dockerfile, instruction, variableSpan(dockerfile, name, pair.value.span));
        const value = known === undefined ? "has no value yet" : "still has its earlier value";
        report({ at, message: `${name} is set by this same ENV, so that here it ${value}` });
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
