import type { Edit } from "../../base/index.ts";
import type { ArgInstruction, Dockerfile, Pair, PairsInstruction } from "../../dockerfile/index.ts";
import type { EvaluatedStage, Step } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { insertBelow } from "../edit/insert-lines.ts";
import { removeInstruction, removeOneOf } from "../edit/remove-instruction.ts";
import { findExpensive, isVolatileName, mentions } from "../volatile.ts";

/** Reports ENV that takes a value of one build over, in front of expensive steps that do not use it. */
export const rule = defineRule({
  name: "volatile-environment-early",
  practice: "layer-order",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    for (const [at, { instruction, triggeredAt }] of stage.steps.entries()) {
      if (instruction.kind !== "env" || triggeredAt !== undefined) continue;
      const volatile = volatilePairs(instruction, stage, at);
      for (const { name, argument } of volatile) {
        const expensive = findExpensive(name.value, stage.steps.slice(at + 1));
        if (expensive === undefined || expensive.triggeredAt !== undefined) continue;
        const { startLine } = expensive.instruction.syntax;
        report({
          at: name.span,
          message: `${name.value} is ${argument}, another in every build, and with it the RUN on line ${startLine} runs again`,
          fix: moveDown(stage, at, volatile, evaluated.dockerfile),
        });
      }
    }
  },
});

/** A variable with the argument that gives it its value. */
interface VolatilePair {
  readonly pair: Pair;
  readonly name: Pair["name"];
  readonly argument: string;
}

/** The variables that are given the value of an argument which identifies one build. */
function volatilePairs(
  { pairs }: PairsInstruction,
  stage: EvaluatedStage,
  at: number,
): readonly VolatilePair[] {
  return pairs.flatMap((pair) => {
    const { name, value } = pair;
    const argument = /^["']?\$\{?([A-Za-z_][A-Za-z0-9_]*)(?::?-[^}]*)?\}?["']?$/.exec(value.value)?.[1];
    if (argument === undefined || !isVolatileName(argument)) return [];
    // What an argument of this stage brings differs from build to build; what a base sets does not.
    return stage.steps[at]?.before.declared.has(argument) === true ? [{ pair, name, argument }] : [];
  });
}

/**
 * Behind the last RUN of the stage, together with the arguments, which would break the cache all the same. None where
 * anything up to there names one of them, or a comment would be left behind.
 */
function moveDown(
  { steps }: EvaluatedStage,
  at: number,
  volatile: readonly VolatilePair[],
  dockerfile: Dockerfile,
): FoundFix | undefined {
  const own = steps[at];
  const last = steps.findLast(({ instruction, triggeredAt }) => {
    return instruction.kind === "run" && triggeredAt === undefined;
  });
  if (own === undefined || last === undefined || dockerfile.problems.length > 0) return undefined;
  const names = [...new Set(volatile.flatMap(({ name, argument }) => [name.value, argument]))];
  const between = steps.slice(at + 1, steps.indexOf(last) + 1);
  if (between.some((step) => names.some((name) => mentions(step, name)))) return undefined;
  const moved: Move[] = [];
  for (const argument of new Set(volatile.map((each) => each.argument))) {
    moved.push(moveArgument(argument, steps.slice(0, at), own, dockerfile));
  }
  moved.push(moveVariables(own, volatile, dockerfile));
  const removals = moved.flatMap(({ removal }) => removal ?? []);
  const below = insertBelow(
    dockerfile,
    last.instruction,
    moved.map(({ line }) => line),
  );
  if (below === undefined || removals.length < moved.length) return undefined;
  const [first] = volatile;
  return {
    title: `Set ${volatile.length === 1 ? first?.name.value : "them"} behind the last RUN`,
    applicability: "unsafe",
    edits: [...removals, below],
  };
}

/** An instruction where it goes from, and as it is written again. */
interface Move {
  readonly removal: Edit | undefined;
  readonly line: string;
}

const NOWHERE: Move = { removal: undefined, line: "" };

/** The ARG in front, if it declares nothing else, and nothing from there on reads it besides the variables that move. */
function moveArgument(name: string, before: readonly Step[], own: Step, dockerfile: Dockerfile): Move {
  const at = before.findLastIndex(({ instruction, triggeredAt }) => {
    if (instruction.kind !== "arg" || triggeredAt !== undefined) return false;
    return instruction.arguments.some((argument) => argument.name.value === name);
  });
  const instruction = before[at]?.instruction;
  if (instruction?.kind !== "arg" || instruction.arguments.length !== 1) return NOWHERE;
  const isRead = before.some((step, index) => index !== at && mentions(step, name));
  if (isRead || own.instruction.kind !== "env" || instruction.arguments[0]?.value?.value.includes("$"))
    return NOWHERE;
  return moveWhole(instruction, dockerfile);
}

/** The whole ENV where all of it moves, else its one pair. */
function moveVariables(
  { instruction }: Step,
  volatile: readonly VolatilePair[],
  dockerfile: Dockerfile,
): Move {
  if (instruction.kind !== "env") return NOWHERE;
  if (volatile.length === instruction.pairs.length) return moveWhole(instruction, dockerfile);
  const [only, ...more] = volatile;
  if (only === undefined || more.length > 0 || instruction.syntax.comments.length > 0) return NOWHERE;
  const { pair, name, argument } = only;
  const isRead = instruction.pairs.some(({ value }) => {
    return value !== pair.value && (value.value.includes(argument) || value.value.includes(name.value));
  });
  if (isRead) return NOWHERE;
  const line = `ENV ${dockerfile.text.slice(pair.name.span.start, pair.value.span.end)}`;
  if (pair.old || line.includes("\n")) return NOWHERE;
  const removal = removeOneOf(dockerfile, instruction.pairs, instruction.pairs.indexOf(pair));
  return { removal, line };
}

/** What a comment above says belongs to what stands below it. */
function moveWhole(instruction: PairsInstruction | ArgInstruction, dockerfile: Dockerfile): Move {
  const { span, comments } = instruction.syntax;
  if (comments.length > 0) return NOWHERE;
  return {
    removal: removeInstruction(dockerfile, instruction),
    line: dockerfile.text.slice(span.start, span.end),
  };
}
