import type { CopyInstruction, Instruction, MountFlag, Word } from "../dockerfile/index.ts";
import { goLower, substituteWord } from "../dockerfile/index.ts";
import type { Refuse } from "./expander.ts";

/** A stage as far as the graph needs it: its name, the name of its base, its instructions. */
export interface GraphStage {
  readonly index: number;
  readonly name: string | undefined;
  readonly baseName: string;
  readonly instructions: readonly Instruction[];
}

/** Where a link leads: to a stage by its index, to an image by name, or nowhere. */
export type LinkTarget =
  | { readonly kind: "stage"; readonly index: number }
  | { readonly kind: "image"; readonly name: string }
  | { readonly kind: "missing"; readonly reason: "no-such-index" | "variable" };

/** An instruction that takes files from elsewhere. */
export interface GraphLink {
  readonly instruction: Instruction;
  readonly word: Word;
  readonly by: CopyInstruction | MountFlag;
  readonly target: LinkTarget;
}

/** How the stages of a file hang together. */
export interface StageGraph {
  /** The stage each stage stands on, by index; undefined where that is an image. */
  readonly bases: readonly (number | undefined)[];
  readonly links: readonly (readonly GraphLink[])[];
  /** What ONBUILD of the stage below makes each stage take; the builder knows it too late for a circle. */
  readonly triggered: readonly (readonly GraphLink[])[];
}

/**
 * Finds what each stage stands on and takes from. A base is found among the stages above, by its exact name;
 * `--from` finds any stage, whatever the case, or by number. Of two stages of one name the later wins.
 */
export function buildGraph(stages: readonly GraphStage[], refuse: Refuse): StageGraph {
  const bases: (number | undefined)[] = [];
  const byName = new Map<string, number>();
  for (const stage of stages) {
    bases.push(byName.get(stage.baseName));
    if (stage.name !== undefined) byName.set(stage.name, stage.index);
  }
  // Images that are only copied from get numbers behind the stages, in the order of their use.
  const unregistered: string[] = [];
  const resolve = (name: string, isNumbered: boolean): LinkTarget => {
    if (isNumbered && /^[+-]?[0-9]+$/.test(name)) return byNumber(Number(name), stages.length, unregistered);
    const index = byName.get(goLower(name));
    if (index !== undefined) return { kind: "stage", index };
    unregistered.push(name);
    return { kind: "image", name };
  };
  const links = stages.map((stage) =>
    stage.instructions.flatMap((instruction) => linksOf(instruction, resolve, refuse)),
  );
  const triggered = stages.map((_, index) => {
    const below = stages[bases[index] ?? -1]?.instructions ?? [];
    const triggers = below.flatMap((instruction) => {
      return instruction.kind === "onbuild" && instruction.trigger !== undefined ? [instruction.trigger] : [];
    });
    return triggers.flatMap((trigger) => linksOf(trigger, resolve, () => {}));
  });
  return { bases, links, triggered };
}

function byNumber(number: number, stages: number, unregistered: readonly string[]): LinkTarget {
  if (number >= 0 && number < stages) return { kind: "stage", index: number };
  const name = unregistered[number - stages];
  return name === undefined ? { kind: "missing", reason: "no-such-index" } : { kind: "image", name };
}

type Resolve = (name: string, isNumbered: boolean) => LinkTarget;

function linksOf(instruction: Instruction, resolve: Resolve, refuse: Refuse): readonly GraphLink[] {
  if (instruction.kind === "copy") {
    const { from } = instruction;
    if (from === undefined || from.value === "") return [];
    return [{ instruction, word: from, by: instruction, target: resolveCopy(from, resolve, refuse) }];
  }
  if (instruction.kind !== "run") return [];
  return instruction.mounts.flatMap((by): readonly GraphLink[] => {
    const from = by.mount?.from ?? "";
    // A mount without source counts as one of scratch, which keeps its place among the numbers.
    const target = resolve(from === "" ? "scratch" : from, false);
    return from === "" ? [] : [{ instruction, word: by.flag, by, target }];
  });
}

function resolveCopy(from: Word, resolve: Resolve, refuse: Refuse): LinkTarget {
  const plain = substituteWord(from.value, () => undefined);
  if (plain.kind === "refused" || plain.value !== from.value) {
    const message =
      "variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround";
    refuse("stage/from-variable", message, from.span);
    return { kind: "missing", reason: "variable" };
  }
  const target = resolve(from.value, true);
  if (target.kind === "missing")
    refuse("stage/from-index", `invalid stage index ${Number(from.value)}`, from.span);
  return target;
}

/** Stages that need themselves through their links, by the index of the stage each circle was found from. */
export function findCycles(graph: StageGraph): readonly number[] {
  const color = new Uint8Array(graph.links.length);
  const cycles: number[] = [];
  const edges = graph.links.map((links) =>
    links.flatMap(({ target }) => (target.kind === "stage" ? [target.index] : [])),
  );
  for (let start = 0; start < edges.length; start++) {
    if (color[start] === 0 && leadsBack(start, edges, color)) cycles.push(start);
  }
  return cycles;
}

/** Depth-first without recursion: a file may have 100,000 stages. Colors: 1 on the path, 2 done. */
function leadsBack(start: number, edges: readonly (readonly number[])[], color: Uint8Array): boolean {
  const path: { index: number; next: number }[] = [{ index: start, next: 0 }];
  color[start] = 1;
  let found = false;
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const edge = edges[top.index]?.[top.next];
    top.next++;
    if (edge === undefined) {
      color[top.index] = 2;
      path.pop();
    } else if (color[edge] === 1) found = true;
    else if (color[edge] === 0) {
      color[edge] = 1;
      path.push({ index: edge, next: 0 });
    }
  }
  return found;
}

/** Every stage that a stage needs, itself included, by index. */
export function findReachable(graph: StageGraph, target: number): ReadonlySet<number> {
  const reached = new Set<number>([target]);
  const waiting = [target];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const base = graph.bases[index];
    const links = [...(graph.links[index] ?? []), ...(graph.triggered[index] ?? [])];
    const needed = links.flatMap(({ target: to }) => (to.kind === "stage" ? [to.index] : []));
    for (const next of base === undefined ? needed : [base, ...needed]) {
      if (reached.has(next)) continue;
      reached.add(next);
      waiting.push(next);
    }
  }
  return reached;
}
