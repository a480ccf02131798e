import { posix } from "node:path";
import type { CopyInstruction, Word } from "../../dockerfile/index.ts";
import type { EvaluatedStage, Step } from "../../stage/index.ts";
import { cleanPath } from "../install/installs.ts";
import { destinationOf } from "./brought.ts";

/** One source of a COPY that is taken from another stage. */
export interface CopiedFromStage {
  readonly step: Step;
  readonly instruction: CopyInstruction;
  readonly word: Word;
  /** The path in the other stage. */
  readonly path: string;
  readonly from: EvaluatedStage;
  /** Where it lands, if it is a file; undefined where that is not certain. */
  readonly place: string | undefined;
}

/** Each source of a stage's COPY instructions that is taken from another stage. */
export function copiedFromStages({ links, steps }: EvaluatedStage): readonly CopiedFromStage[] {
  if (links.length === 0) return [];
  const sources = new Map(links.map(({ by, source }) => [by, source]));
  return steps.flatMap((step): readonly CopiedFromStage[] => {
    const { instruction, triggeredAt, valueOf } = step;
    if (instruction.kind !== "copy" || triggeredAt !== undefined) return [];
    const source = sources.get(instruction);
    if (source?.kind !== "stage") return [];
    const from = source.stage;
    return instruction.sources.map((word) => {
      const path = cleanPath(posix.normalize(`/${valueOf(word)}`));
      return { step, instruction, word, path, from, place: placeOf(step, path) };
    });
  });
}

function placeOf(step: Step, path: string): string | undefined {
  const destination = destinationOf(step);
  if (destination === undefined) return undefined;
  const folder = step.before.files.lookUp(destination.path).kind === "folder" || destination.isFolder;
  return folder ? posix.join(destination.path, posix.basename(path)) : destination.path;
}
