import { limits } from "../base/index.ts";
import type { CharSet } from "./char-set.ts";
import type { Assertion, RegexpNode, RepeatNode } from "./regexp-syntax.ts";

/** One step of a program; numbers are the places of the steps that follow. */
export type RegexpStep =
  | { readonly kind: "character"; readonly set: CharSet; readonly next: number }
  | { readonly kind: "assertion"; readonly assertion: Assertion; readonly next: number }
  | { readonly kind: "fork"; readonly left: number; readonly right: number }
  | { readonly kind: "found" };

/** A regular expression as a graph of steps that can be followed side by side. */
export interface RegexpProgram {
  readonly steps: readonly RegexpStep[];
  readonly start: number;
}

/** Lays an expression out as steps; undefined where counts blow it up beyond `limits.ignorePatternSteps`. */
export function compileProgram(node: RegexpNode): RegexpProgram | undefined {
  const steps: RegexpStep[] = [{ kind: "found" }];
  const start = layNode(steps, node, 0);
  return steps.length > limits.ignorePatternSteps ? undefined : { steps, start };
}

/** Lays a node before the step `next`, and returns where it starts. */
function layNode(steps: RegexpStep[], node: RegexpNode, next: number): number {
  if (steps.length > limits.ignorePatternSteps) return next;
  switch (node.kind) {
    case "set":
      return steps.push({ kind: "character", set: node.set, next }) - 1;
    case "assertion":
      return steps.push({ kind: "assertion", assertion: node.assertion, next }) - 1;
    case "sequence":
      return node.items.reduceRight((behind, item) => layNode(steps, item, behind), next);
    case "choice": {
      const starts = node.items.map((item) => layNode(steps, item, next));
      return starts.reduceRight((right, left) => steps.push({ kind: "fork", left, right }) - 1);
    }
    case "repeat":
      return layRepeat(steps, node, next);
  }
}

function layRepeat(steps: RegexpStep[], node: RepeatNode, next: number): number {
  let start = next;
  if (node.most === undefined) {
    const fork = steps.push({ kind: "fork", left: next, right: next }) - 1;
    steps[fork] = { kind: "fork", left: layNode(steps, node.item, fork), right: next };
    start = fork;
  } else {
    for (let count = node.least; count < node.most; count++) {
      start = steps.push({ kind: "fork", left: layNode(steps, node.item, start), right: next }) - 1;
    }
  }
  for (let count = 0; count < node.least; count++) start = layNode(steps, node.item, start);
  return start;
}
