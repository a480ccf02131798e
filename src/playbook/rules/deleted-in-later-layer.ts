import { posix } from "node:path";
import type { Edit } from "../../base/index.ts";
import type { EvaluatedDockerfile, EvaluatedStage, FileFact, RunFact, Step } from "../../stage/index.ts";
import { placeOfCommand } from "../cache/left-cache.ts";
import { isRunStep } from "../commands.ts";
import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";
import { findStep, nameStep } from "../earlier-step.ts";
import { joinRuns } from "../edit/join-runs.ts";
import { isInImage } from "../shipped.ts";

/**
 * Reports what a RUN removes although an earlier layer of the image holds it: files, and packages. Caches of
 * package managers are left to the rules that name the RUN which left them.
 */
export const rule = defineRule({
  name: "deleted-in-later-layer",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  facts: ["removal", "os-packages"],
  onRun(run, report, { stage, file }) {
    const { evaluated } = file;
    if (!isInImage(stage, evaluated)) return;
    for (const fact of run.run?.facts ?? []) {
      if (fact.runs !== "yes") continue;
      if (fact.kind === "removal") {
        for (const { path, isContent, word } of fact.paths) {
          const found = findWriter(run, path, evaluated);
          if (found === undefined) continue;
          const written = isContent ? `${path}/*` : path;
          const part = found.path === path ? "" : ` of ${found.path}`;
          report({
            at: word.span,
            message: `Deleting ${written} saves nothing${part}: it stays in the layer of ${nameStep(found.writer)}`,
            fix: deleteThere(run, found.writer, stage, evaluated),
            ...(isSmall(found.path, found.fact) ? { severity: "information" } : {}),
          });
        }
      } else if (fact.kind === "os-packages" && fact.action === "remove") {
        const removed = findInstaller(run, fact, evaluated);
        if (removed === undefined) continue;
        report({
          at: placeOfCommand(fact),
          message: `Removing ${removed.names} saves nothing: it stays in the layer of ${nameStep(removed.installer)}`,
          fix: deleteThere(run, removed.installer, stage, evaluated),
        });
      }
    }
  },
});

interface Written {
  readonly path: string;
  readonly fact: FileFact;
  readonly writer: Step;
}

/** What certainly stood at a path, or below it, before the RUN, and which earlier instruction brought it. */
function findWriter(run: RunStep, path: string, evaluated: EvaluatedDockerfile): Written | undefined {
  if (path === "/") return undefined;
  const { files } = run.before;
  // Only the path's own fact: links are not followed, and what lies in a copied folder may have been there before.
  const own = writerOf(run, path, files.lookUp(path), evaluated);
  if (own !== undefined) return own;
  let small: Written | undefined;
  for (const [below, fact] of files.paths(`${path}/`)) {
    const found = writerOf(run, below, fact, evaluated);
    if (found === undefined) continue;
    if (!isSmall(below, fact)) return found;
    small ??= found;
  }
  return small;
}

function writerOf(
  run: RunStep,
  path: string,
  fact: FileFact,
  evaluated: EvaluatedDockerfile,
): Written | undefined {
  if (fact.exists !== "yes" || fact.step < 0 || fact.step >= run.number) return undefined;
  if (fact.kind === "link" || fact.content?.kind === "cache" || fact.content?.kind === "text")
    return undefined;
  const writer = findStep(evaluated, fact.step);
  if (writer === undefined) return undefined;
  const { kind } = writer.instruction;
  if (kind === "copy" || kind === "add") {
    return isPassedThrough(fact) ? undefined : { path, fact, writer };
  }
  if (kind !== "run") return undefined;
  // Of a RUN only what was fetched, cloned or unpacked counts: it may be large, and it was brought to be used.
  const isFetched = fact.content?.kind === "archive" || wasFetched(writer, path);
  return isFetched ? { path, fact, writer } : undefined;
}

/** A folder that was only made on the way to the destination holds nothing of its own. */
function isPassedThrough({ kind, sources, owner }: FileFact): boolean {
  return kind === "folder" && (sources.length === 0 || owner === undefined);
}

function wasFetched({ run }: Step, path: string): boolean {
  return (run?.facts ?? []).some(
    (fact) => fact.kind === "download" && fact.runs === "yes" && fact.output === path,
  );
}

const SMALL =
  /^(?:\..*|.*\.(?:txt|json|ya?ml|toml|lock|conf|cfg|ini|sh|py|rb|js|ts|xml|list|repo|key|asc|gpg|md|mod|sum|html|css|patch|service))$/;

/** A single file of settings or a script: deleting it was meant to tidy up, and costs no size worth a word. */
function isSmall(path: string, { kind, content }: FileFact): boolean {
  if (kind === "folder" || content?.kind === "archive") return false;
  return kind === "file" && SMALL.test(posix.basename(path));
}

type OsFact = Extract<RunFact, { readonly kind: "os-packages" }>;

/** Packages that were certainly put in by an earlier RUN, and by which. */
function findInstaller(
  run: RunStep,
  fact: OsFact,
  evaluated: EvaluatedDockerfile,
): { readonly names: string; readonly installer: Step } | undefined {
  const names = fact.packages
    .map(({ name }) => name)
    .filter((name) => run.before.packages.get(name) === "yes");
  const [first] = names;
  if (first === undefined) return undefined;
  for (let number = run.number - 1; number >= 0; number--) {
    const step = findStep(evaluated, number);
    const isInstaller = step?.run?.facts.some(
      (each) =>
        each.kind === "os-packages" &&
        each.action === "install" &&
        (each.packages.some(({ name }) => name === first) || isVirtual(each, first)),
    );
    if (step === undefined || isInstaller !== true) continue;
    const more = names.length - 1;
    return { names: more === 0 ? first : `${first} and ${more} more`, installer: step };
  }
  return undefined;
}

/** Whether `apk add --virtual` gave a group of packages that name. */
function isVirtual({ manager, use }: OsFact, name: string): boolean {
  return manager === "apk" && use.words.some(({ value }) => value === name || value.endsWith(`=${name}`));
}

/** More than fetch, unpack, build and delete is no longer one piece of work. */
const MOST_JOINED = 4;

/**
 * In the RUN that brought it, with those in between, which use it: where nothing but RUNs stands there, and this one does
 * nothing but delete.
 */
function deleteThere(
  run: RunStep,
  writer: Step,
  { steps }: EvaluatedStage,
  { dockerfile }: EvaluatedDockerfile,
): FoundFix | undefined {
  const from = steps.indexOf(writer);
  const row = from === -1 ? [] : steps.slice(from, steps.indexOf(run) + 1);
  const runs = row.filter(isRunStep);
  if (row.length > MOST_JOINED || runs.length < row.length || !onlyDeletes(run)) return undefined;
  const isPlaceless = run.run?.facts.every(isSameEverywhere) === true;
  const edits: Edit[] = [];
  for (const [index, second] of runs.entries()) {
    const first = runs[index - 1];
    if (first === undefined) continue;
    const joint = joinRuns(first, second, dockerfile, { isPlaceless: isPlaceless && second === run });
    if (joint === undefined) return undefined;
    edits.push(...joint);
  }
  if (edits.length === 0) return undefined;
  return { title: `Delete it in the ${nameStep(writer)}`, applicability: "unsafe", edits };
}

function onlyDeletes({ run }: RunStep): boolean {
  const facts = run?.facts ?? [];
  const areDeletions = facts.every((fact) => {
    if (fact.runs !== "yes") return false;
    if (fact.kind === "os-packages") return fact.action === "remove" || fact.action === "clean";
    return fact.kind === "removal";
  });
  return areDeletions && run?.commands.length === facts.length && !run.isPartial;
}

/** Whether what is removed is packages, or paths from the root. */
function isSameEverywhere(fact: RunFact): boolean {
  return fact.kind !== "removal" || fact.use.words.slice(1).every(({ value }) => /^[/-]/.test(value));
}
