import { posix } from "node:path";
import type { Span } from "../base/index.ts";
import type { AddInstruction, CopyInstruction, Word } from "../dockerfile/index.ts";
import type { EvaluatedDockerfile, EvaluatedStage, Step } from "./model.ts";
import { isRemote } from "./transfer.ts";

/** A source of COPY or ADD that comes from the build context. */
export interface ContextSource {
  readonly instruction: CopyInstruction | AddInstruction;
  readonly stage: EvaluatedStage;
  readonly span: Span;
  /** The path as the builder sees it: relative to the context, cleaned, `.` for all of it. */
  readonly path: string;
  /** Whether the path is certain: no wildcard, and no variable that may have another value in a build. */
  readonly isPlain: boolean;
}

/** Every source that the file's own instructions take from the build context, in the order of the text. */
export function contextSources(evaluated: EvaluatedDockerfile): readonly ContextSource[] {
  const found: ContextSource[] = [];
  for (const stage of evaluated.stages) {
    for (const step of stage.steps) {
      const { instruction } = step;
      if (instruction.kind !== "copy" && instruction.kind !== "add") continue;
      if (step.triggeredAt !== undefined || (instruction.kind === "copy" && isFromElsewhere(instruction)))
        continue;
      for (const word of instruction.sources) {
        const value = step.valueOf(word);
        if (isRemote(value)) continue;
        const isPlain = value !== "" && !hasWildcard(value) && isCertain(step, word);
        found.push({ instruction, stage, span: word.span, path: contextPath(value), isPlain });
      }
    }
  }
  return found;
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
