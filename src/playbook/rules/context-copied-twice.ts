import { posix } from "node:path";
import type { Dockerfile } from "../../dockerfile/index.ts";
import { type EvaluatedStage, type Step, stepSources } from "../../stage/index.ts";
import { destinationOf } from "../context/brought.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { removeInstruction } from "../edit/remove-instruction.ts";
import { cleanPath } from "../install/installs.ts";
import { placeAt } from "../place.ts";

/** Reports a copy from the build context whose files an earlier copy of the same stage has put there already. */
export const rule = defineRule({
  name: "context-copied-twice",
  practice: "layer-order",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    const whole: { readonly step: Step; readonly path: string; readonly from: string }[] = [];
    for (const [at, step] of stage.steps.entries()) {
      const copied = plainCopy(step, stage);
      if (copied === undefined) continue;
      const earlier = whole.find(({ path, from }) => isCovered(copied, path, from));
      if (
        earlier !== undefined &&
        isIdle(stage.steps.slice(stage.steps.indexOf(earlier.step) + 1, at), copied)
      ) {
        const { startLine } = earlier.step.instruction.syntax;
        report({
          at: placeAt(evaluated.dockerfile, step.instruction, copied.word.span),
          message: `${shown(copied.source)} is in the image already, since the copy on line ${startLine}`,
          fix: leaveOut(step, copied, evaluated.dockerfile),
        });
      }
      if (copied.source === ".") whole.push({ step, path: copied.path, from: copied.source });
    }
  },
});

/** A COPY or ADD of one certain path of the context, without options that make it another. */
function plainCopy(step: Step, stage: EvaluatedStage) {
  const { instruction, triggeredAt } = step;
  if ((instruction.kind !== "copy" && instruction.kind !== "add") || triggeredAt !== undefined)
    return undefined;
  if (!stage.section.instructions.includes(instruction) || instruction.sources.length !== 1) return undefined;
  const { chown, chmod, exclude } = instruction;
  if (chown !== undefined || chmod !== undefined || exclude.length > 0) return undefined;
  const [source] = stepSources(step);
  const destination = destinationOf(step);
  // ADD takes archives apart, by whatever name.
  if (instruction.kind === "add" && source?.path !== "." && !PLAIN_TEXT.test(source?.path ?? ""))
    return undefined;
  if (source === undefined || !source.isPlain || destination === undefined) return undefined;
  return { source: source.path, word: source.word, path: destination.path, isFolder: destination.isFolder };
}

/** Files that certainly are no archives. */
const PLAIN_TEXT =
  /\.(?:json|lock|toml|ya?ml|xml|txt|md|ini|conf|cfg|properties|js|mjs|cjs|ts|py|rb|php|go|mod|sum|java|rs|sh|sql|html|css)$|(?:^|\/)(?:Gemfile|Pipfile|Makefile|Procfile)$/;

interface Copied {
  readonly source: string;
  readonly path: string;
  readonly isFolder: boolean;
}

/** Whether a path of the context lands exactly where a copy of the whole context puts it. */
function isCovered({ source, path, isFolder }: Copied, into: string, from: string): boolean {
  if (source === from) return path === into;
  const there = cleanPath(posix.join(into, source));
  // Of a folder the content is copied, of a file the file: both names are tried where they mean the same.
  return path === there || (isFolder && path === posix.dirname(there) && /\.[a-z0-9]+$/i.test(source));
}

/** Whether nothing in between can have changed what was copied, as far as a smaller copy is concerned. */
function isIdle(between: readonly Step[], { source }: Copied): boolean {
  if (source === ".") return true;
  return between.every(
    ({ instruction }) =>
      instruction.kind !== "run" && instruction.kind !== "copy" && instruction.kind !== "add",
  );
}

function shown(source: string): string {
  return source === "." ? "the whole build context" : source;
}

/** Of a part nothing can have changed in between; a second copy of all may be there to undo what a RUN did. */
function leaveOut(
  { triggeredAt, instruction }: Step,
  { source }: Copied,
  dockerfile: Dockerfile,
): FoundFix | undefined {
  if (triggeredAt !== undefined || dockerfile.problems.length > 0) return undefined;
  const edit = removeInstruction(dockerfile, instruction);
  if (edit === undefined) return undefined;
  return {
    title: "Leave the second copy out",
    applicability: source === "." ? "unsafe" : "safe",
    edits: [edit],
  };
}
