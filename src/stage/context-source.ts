import { posix } from "node:path";
import type { Span } from "../base/index.ts";
import type { AddInstruction, CopyInstruction, Word } from "../dockerfile/index.ts";
import type { EvaluatedDockerfile, EvaluatedStage, Step } from "./model.ts";
import { isRemote } from "./transfer.ts";

/** A path that one COPY or ADD takes from the build context. */
export interface StepSource {
  readonly word: Word;
  /** The path as the builder sees it: relative to the context, cleaned, `.` for all of it. */
  readonly path: string;
  /** Whether the path is certain: no wildcard, and no variable that may have another value in a build. */
  readonly isPlain: boolean;
  /** Whether the path is a certain pattern: the builder lets it match nothing. */
  readonly isPattern: boolean;
}

/** A source of COPY or ADD that comes from the build context, and where in the file that is said. */
export interface ContextSource extends StepSource {
  readonly instruction: CopyInstruction | AddInstruction;
  readonly stage: EvaluatedStage;
  /** The word; the keyword of FROM where a trigger of the stage below does the copying. */
  readonly span: Span;
}

/** Every source that the file's steps take from the build context, in the order of the text. */
export function contextSources(evaluated: EvaluatedDockerfile): readonly ContextSource[] {
  return evaluated.stages.flatMap((stage) =>
    stage.steps.flatMap((step) => {
      const { instruction, triggeredAt } = step;
      if (instruction.kind !== "copy" && instruction.kind !== "add") return [];
      return stepSources(step).map((source): ContextSource => {
        const span = triggeredAt?.syntax.keyword.span ?? source.word.span;
        return { instruction, stage, span, ...source };
      });
    }),
  );
}

/** The sources that one step takes from the build context: none but for COPY and ADD. */
export function stepSources(step: Step): readonly StepSource[] {
  const { instruction } = step;
  if (instruction.kind !== "copy" && instruction.kind !== "add") return [];
  if (instruction.kind === "copy" && isFromElsewhere(instruction)) return [];
  return instruction.sources.flatMap((word): readonly StepSource[] => {
    const value = step.valueOf(word);
    if (isRemote(value)) return [];
    const isKnown = value !== "" && isCertain(step, word);
    const isPattern = isKnown && hasWildcard(value);
    return [{ word, path: contextPath(value), isPlain: isKnown && !isPattern, isPattern }];
  });
}

function isFromElsewhere({ from }: CopyInstruction): boolean {
  return from !== undefined && from.value !== "";
}

/** A path of the context as the builder cleans it: `..` never leads out, a leading slash means nothing. */
export function contextPath(source: string): string {
  const cleaned = posix.normalize(`/${source}`).slice(1);
  const path = cleaned.endsWith("/") ? cleaned.slice(0, -1) : cleaned;
  return path === "" ? "." : path;
}

/** Whether a source names several paths by a pattern. */
export function hasWildcard(path: string): boolean {
  for (let at = 0; at < path.length; at++) {
    const character = path.charAt(at);
    if (character === "\\") at++;
    else if (character === "*" || character === "?" || character === "[") return true;
  }
  return false;
}

/** A word is certain where every variable in it has a value that only the Dockerfile's ENV can have set. */
function isCertain(step: Step, word: Word): boolean {
  if (!word.value.includes("$")) return true;
  const names = [...word.value.matchAll(/\$\{?([A-Za-z_][A-Za-z0-9_]*)/g)].map((match) => match[1] ?? "");
  if (names.length === 0) return step.valueOf(word) === word.value;
  return names.every((name) => step.before.environment.has(name) && !step.before.declared.has(name));
}
