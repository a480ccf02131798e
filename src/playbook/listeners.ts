import type { Instruction } from "../dockerfile/index.ts";
import type { RunFact } from "../stage/index.ts";
import type { FactName, RuleDefinition } from "./define-rule.ts";

/** The rules that look at each kind of thing, so that no rule is asked about what it would pass over. */
export interface Listeners {
  readonly ofFile: readonly RuleDefinition[];
  readonly ofFrom: readonly RuleDefinition[];
  readonly ofStage: readonly RuleDefinition[];
  readonly ofCopy: readonly RuleDefinition[];
  /** The rules that look at a step because of its instruction. */
  ofStep(kind: Instruction["kind"]): readonly RuleDefinition[];
  /** The rules that look at a RUN in which this was done. */
  ofRun(facts: readonly RunFact[]): readonly RuleDefinition[];
}

/** Sorts rules by what they look at. A set of rules is sorted once. */
export function listenersOf(rules: readonly RuleDefinition[]): Listeners {
  const known = KNOWN.get(rules);
  if (known !== undefined) return known;
  const listeners = sortRules(rules);
  KNOWN.set(rules, listeners);
  return listeners;
}

const KNOWN = new WeakMap<readonly RuleDefinition[], Listeners>();

function sortRules(rules: readonly RuleDefinition[]): Listeners {
  const steps = rules.filter(({ onStep }) => onStep !== undefined);
  const runs = rules.filter(({ onRun }) => onRun !== undefined);
  giveBits(runs);
  const bySteps = new Map<Instruction["kind"], readonly RuleDefinition[]>();
  const byFacts = new Map<number, readonly RuleDefinition[]>();
  return {
    ofFile: rules.filter(({ onFile }) => onFile !== undefined),
    ofFrom: rules.filter(({ onFrom }) => onFrom !== undefined),
    ofStage: rules.filter(({ onStage }) => onStage !== undefined),
    ofCopy: rules.filter(({ onCopy }) => onCopy !== undefined),
    ofStep: (kind) =>
      remembered(bySteps, kind, () =>
        steps.filter(({ instructions }) => instructions?.includes(kind) !== false),
      ),
    ofRun: (facts) => {
      const names = namesIn(facts);
      return remembered(byFacts, names, () =>
        runs.filter(({ facts }) => facts?.some((name) => (names & (BITS.get(name) ?? 0)) !== 0) !== false),
      );
    },
  };
}

function remembered<Key>(
  map: Map<Key, readonly RuleDefinition[]>,
  key: Key,
  find: () => readonly RuleDefinition[],
): readonly RuleDefinition[] {
  const known = map.get(key);
  if (known !== undefined) return known;
  const found = find();
  map.set(key, found);
  return found;
}

/** What was done, a bit for each name that rules ask for. */
function namesIn(facts: readonly RunFact[]): number {
  let names = 0;
  for (const fact of facts) {
    names |= BITS.get(fact.kind) ?? 0;
    if (fact.kind === "os-packages" || fact.kind === "language-packages")
      names |= BITS.get(fact.manager) ?? 0;
  }
  return names;
}

/** A bit for each name that rules ask for. Past the thirtieth they share one, and look at a RUN for nothing. */
function giveBits(rules: readonly RuleDefinition[]): void {
  for (const name of rules.flatMap(({ facts }) => facts ?? [])) {
    if (!BITS.has(name)) BITS.set(name, 1 << Math.min(BITS.size, 30));
  }
}

const BITS = new Map<FactName, number>();
