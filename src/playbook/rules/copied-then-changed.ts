import { contextPath, type EvaluatedDockerfile, type FileFact, type RunFact } from "../../stage/index.ts";
import { destinationOf } from "../context/brought.ts";
import { type CopyStep, defineRule, type RunStep } from "../define-rule.ts";
import { findStep, nameStep } from "../earlier-step.ts";
import { isInImage } from "../shipped.ts";
import { changeInCopy } from "../user/rights-in-copy.ts";

/** Reports chown and chmod in a RUN on files that an earlier COPY or ADD brought: they are stored twice. */
export const rule = defineRule({
  name: "copied-then-changed",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  facts: ["rights"],
  onRun(run, report, { stage, file }) {
    const { evaluated } = file;
    if (!isInImage(stage, evaluated)) return;
    for (const fact of run.run?.facts ?? []) {
      if (fact.kind !== "rights" || fact.runs !== "yes") continue;
      const command = fact.use.name ?? "chown";
      for (const { path, word } of fact.paths) {
        const found = findCopied(run, path, fact.isRecursive, evaluated);
        if (found === undefined || isSame(run, found.path, found.fact, fact)) continue;
        if (isSaid(found.copy, fact)) continue;
        // What the same RUN takes away again is not part of its layer.
        if (run.after.files.lookUp(found.path).exists === "no") continue;
        const option = command === "chmod" ? "--chmod" : "--chown";
        report({
          at: word.span,
          message: `${command} stores ${found.path} a second time; ${option} on ${nameStep(found.copy)} would not`,
          fix: found.path === path ? changeInCopy(run, fact, found.copy, path, { stage, file }) : undefined,
          // One script is no weight: what is lost is a layer.
          ...(found.fact.kind === "folder" ? {} : { severity: "information" }),
        });
        break;
      }
    }
  },
});

type RightsFact = Extract<RunFact, { readonly kind: "rights" }>;

interface Copied {
  readonly path: string;
  readonly fact: FileFact;
  readonly copy: CopyStep;
}

/** What a COPY or ADD of an earlier step brought at a path, or below it where all below is changed. */
function findCopied(
  run: RunStep,
  path: string,
  isRecursive: boolean,
  evaluated: EvaluatedDockerfile,
): Copied | undefined {
  const { files } = run.before;
  const own = copiedAs(run, path, files.lookUp(path), evaluated);
  // A folder alone has no content to store: only what is below it weighs.
  if (own !== undefined && (isRecursive || own.fact.kind === "file")) return own;
  if (!isRecursive || path === "/") return undefined;
  for (const [below, fact] of files.paths(`${path}/`)) {
    const found = copiedAs(run, below, fact, evaluated);
    if (found !== undefined) return found;
  }
  return wholeContext(run, path, evaluated);
}

/** The COPY of the whole build context into a folder that was there before: of what that brings no name is known. */
function wholeContext(run: RunStep, path: string, evaluated: EvaluatedDockerfile): Copied | undefined {
  const stage = evaluated.stages.find(({ steps }) => steps.includes(run));
  const earlier = stage?.steps.slice(0, stage.steps.indexOf(run)) ?? [];
  const copy = earlier.findLast((step): step is CopyStep => {
    const { instruction } = step;
    if (instruction.kind !== "copy" || instruction.from !== undefined) return false;
    const [source, ...more] = instruction.sources;
    const isWhole = source !== undefined && more.length === 0 && contextPath(step.valueOf(source)) === ".";
    return isWhole && destinationOf(step)?.path === path;
  });
  if (copy === undefined) return undefined;
  return { path, fact: run.before.files.lookUp(path), copy };
}

function copiedAs(
  run: RunStep,
  path: string,
  fact: FileFact,
  evaluated: EvaluatedDockerfile,
): Copied | undefined {
  if (fact.exists !== "yes" || fact.step < 0 || fact.step >= run.number) return undefined;
  const step = findStep(evaluated, fact.step);
  if (step === undefined || !isCopyStep(step)) return undefined;
  // A folder that was only made on the way to the destination holds nothing of its own.
  if (fact.kind === "folder" && (fact.sources.length === 0 || fact.owner === undefined)) return undefined;
  return { path, fact, copy: step };
}

function isCopyStep(step: { readonly instruction: { readonly kind: string } }): step is CopyStep {
  return step.instruction.kind === "copy" || step.instruction.kind === "add";
}

/** Whether nothing changes, so that nothing is stored: the file has that owner or mode already. */
function isSame(run: RunStep, path: string, before: FileFact, { use, isRecursive }: RightsFact): boolean {
  const after = run.after.files.lookUp(path);
  if (use.name === "chmod") {
    return !isRecursive && after.mode !== undefined && after.mode === before.mode;
  }
  const { owner } = after;
  if (owner?.user === undefined || before.owner === undefined) return false;
  return isSameId(owner.user, before.owner.user) && isSameId(owner.group, before.owner.group);
}

/** Whether the copy gives the same owner already, to its files if not to what else lies there. */
function isSaid({ instruction }: CopyStep, { use }: RightsFact): boolean {
  const written = instruction.chown?.value;
  return use.name === "chown" && written !== undefined && use.words.some(({ value }) => value === written);
}

/** Root is 0 in every image, as a user and as a group. */
function isSameId(one: number | string | undefined, other: number | string | undefined): boolean {
  return (one === "root" ? 0 : one) === (other === "root" ? 0 : other);
}
