import { posix } from "node:path";
import type { AddInstruction, CopyInstruction } from "../../dockerfile/index.ts";
import { type EvaluatedStage, findGroup, findUser, type Step, stepSources } from "../../stage/index.ts";
import { isRunStep } from "../commands.ts";
import { destinationOf } from "../context/brought.ts";
import type { CopyStep, FoundFix, RunStep, Scope } from "../define-rule.ts";
import { type RunScope, readRun, type SplitRun } from "../edit/split-run.ts";
import { isRootNow } from "../user/root-folder.ts";
import { isWithin, type LanguageInstall } from "./installs.ts";
import { moveCopy } from "./move-copy.ts";

/** A fix, or why there is none; neither where nothing is known of the build context. */
export interface ManifestsFirst {
  readonly fix?: FoundFix;
  readonly obstacle?: string;
  /** The installs that no longer wait for the sources. */
  readonly freed?: readonly LanguageInstall[];
}

/**
 * The fix that puts a copy of what installs read in front of the first of them, and the copy of the whole context behind
 * the last RUN that needs nothing else. `install` is the one that must be among them.
 */
export function copyManifestsFirst(
  copy: Step,
  install: { readonly step: Step; readonly fact: LanguageInstall },
  { stage, file }: Scope,
): ManifestsFirst {
  const { context } = file;
  const { dockerfile } = file.evaluated;
  if (context.kind === "unknown" || !isOwn(copy, stage) || dockerfile.problems.length > 0) return {};
  const folder = destinationOf(copy)?.path;
  if (folder === undefined || !isCopyStep(copy)) return {};
  const odd = oddityOf(copy, folder);
  if (odd !== undefined) return { obstacle: odd };
  const found = walk(copy, { folder, context, text: dockerfile.text }, stage);
  if (found.end === undefined || found.end.number < install.step.number)
    return { obstacle: found.obstacle ?? "it is not certain what stands between" };
  const { end, split } = found;
  const files = found.files.filter(
    (path) => !isThere(path, copy, { folder, context, text: dockerfile.text }, stage),
  );
  const owner = ownerBehind(copy, folder, found, stage);
  const reader = lateReader(copy, { folder, files, runs: found.runs }, stage);
  const edits = moveCopy(copy, { reader, end, split, files, owner }, dockerfile);
  if (edits === undefined) return { obstacle: "the instructions are written in an unusual way" };
  const { instruction } = copy;
  const isPlain = instruction.chmod === undefined && !instruction.link;
  return {
    freed: found.installs,
    fix: {
      title: titleOf(files, owner),
      applicability: isPlain && found.isExact ? "safe" : "unsafe",
      edits,
    },
  };
}

/** What the fix does: the files that are copied first, and the owner that the copy of the rest gives from now on. */
function titleOf(files: readonly string[], owner: string | undefined): string {
  const rest = owner === undefined ? "the rest" : `the rest with --chown=${owner}`;
  if (files.length === 0) return `Copy ${rest} behind the install, which has all that it reads`;
  const names = files.map((path) => posix.basename(path)).join(" and ");
  const first = files.length > MOST_NAMED ? "what the install reads" : names;
  return `Copy ${first} first, and ${rest} behind the install`;
}

const MOST_NAMED = 2;

function isOwn({ instruction, triggeredAt }: Step, { section }: EvaluatedStage): boolean {
  return triggeredAt === undefined && section.instructions.includes(instruction);
}

function isCopyStep(step: Step): step is CopyStep {
  return step.instruction.kind === "copy" || step.instruction.kind === "add";
}

/** Why a copy cannot be split in two. */
function oddityOf({ instruction }: CopyStep, folder: string): string | undefined {
  if (folder === "/") return "the whole context goes into the root folder";
  if (instruction.sources.length + instruction.files.length > 1)
    return "the copy takes more than the context";
  if (
    instruction.kind === "add" &&
    instruction.syntax.flags.some(({ name }) => !/^ch(?:own|mod)$|^link$/.test(name))
  )
    return "ADD is told more than a copy can be";
  if (instruction.exclude.length > 0) return "the copy leaves files out";
  return instruction.kind === "copy" && instruction.parents ? "the copy keeps the folders above" : undefined;
}

/** How far the whole copy can go back, and what takes its place. */
interface Walk {
  /** The last RUN that needs nothing but the files. */
  readonly end: RunStep | undefined;
  /** Where that RUN has commands that need more, how it falls apart. */
  readonly split: SplitRun | undefined;
  /** The RUNs up to that one, and the files that each of them reads. */
  readonly runs: readonly Reading[];
  /** Relative to the context, in their order. */
  readonly files: readonly string[];
  readonly installs: readonly LanguageInstall[];
  readonly isExact: boolean;
  /** What stopped it. */
  readonly obstacle: string | undefined;
}

interface Reading {
  readonly run: RunStep;
  readonly files: readonly string[];
}

function walk(copy: CopyStep, scope: RunScope, stage: EvaluatedStage): Walk {
  const files = new Set<string>();
  const installs: LanguageInstall[] = [];
  const runs: Reading[] = [];
  const usesVariables = /\$/.test(copy.instruction.syntax.text.text);
  let end: RunStep | undefined;
  let split: SplitRun | undefined;
  let isExact = true;
  let obstacle: string | undefined;
  for (const step of stage.steps.slice(stage.steps.indexOf(copy) + 1)) {
    if (isRunStep(step)) {
      const read = readRun(step, scope);
      ({ obstacle } = read);
      if (read.kind === "stop") break;
      for (const path of read.files) files.add(path);
      runs.push({ run: step, files: read.files });
      installs.push(...read.installs);
      isExact &&= read.isExact;
      end = step;
      if (read.kind === "split") {
        split = read.split;
        break;
      }
    } else {
      obstacle = obstacleOf(step, copy, scope.folder, usesVariables);
      if (obstacle !== undefined) break;
    }
  }
  if (files.size === 0) end = undefined;
  return { end, split, runs, files: [...files], installs, isExact, obstacle };
}

/**
 * The first RUN that has a use for the files, where others stand between it and the copy: those are then not repeated
 * when a manifest changes. Undefined where the files had better stand in the place of the copy.
 */
function lateReader(
  copy: CopyStep,
  found: { readonly folder: string; readonly files: readonly string[]; readonly runs: readonly Reading[] },
  { steps }: EvaluatedStage,
): RunStep | undefined {
  const { folder, files, runs } = found;
  const at = runs.findIndex(
    ({ run, files: own }) => own.some((path) => files.includes(path)) || mayLookAround(run),
  );
  const reader = at > 0 ? runs[at]?.run : undefined;
  if (reader === undefined || copy.before.files.whetherExists(folder) === "yes") return reader;
  // The folder belongs to whoever makes it first, and no copy changes that.
  const isRoots = copy.instruction.chown === undefined && copy.instruction.chmod === undefined;
  const between = steps.slice(steps.indexOf(copy) + 1, steps.indexOf(reader));
  const isSame = between.every((step) => {
    const { workdir } = step.after;
    return (workdir !== undefined && !isWithin(workdir, folder)) || (isRoots && isRootNow(step));
  });
  return isSame ? reader : undefined;
}

/** Whether one of a RUN's tools looks for settings in the manifest of the folder it is called in. */
function mayLookAround({ run }: RunStep): boolean {
  return (
    run?.commands.some(({ name }) => LOOKING_AROUND.has(name ?? "")) === true ||
    run?.facts.some((fact) => fact.kind === "language-packages" && LOOKING_AROUND.has(fact.manager)) === true
  );
}

const LOOKING_AROUND: ReadonlySet<string> = new Set([
  "yarn",
  "pnpm",
  "bun",
  "uv",
  "poetry",
  "pipenv",
  "bundle",
  "bundler",
  "composer",
  "go",
]);

/** Why a whole copy cannot go behind a step that is no RUN. */
function obstacleOf(
  { instruction, after }: Step,
  copy: CopyStep,
  folder: string,
  usesVariables: boolean,
): string | undefined {
  const at = `line ${instruction.syntax.startLine}`;
  const { kind } = instruction;
  if (kind === "workdir") {
    const written = copy.valueOf(copy.instruction.destination ?? instruction.value);
    const isSame = written.startsWith("/") || after.workdir === copy.before.workdir;
    return isSame ? undefined : `${at} changes the working directory`;
  }
  if (kind === "env" || kind === "arg")
    return usesVariables ? `${at} may change a variable of the copy` : undefined;
  if (kind === "copy" || kind === "add")
    return disjoint(instruction, after, folder) ? undefined : `${at} copies into the same folder`;
  if (kind === "volume") return `${at} declares a volume`;
  return IDLE.has(kind) ? undefined : `${at} may need the sources`;
}

const IDLE: ReadonlySet<string> = new Set([
  "user",
  "label",
  "expose",
  "cmd",
  "entrypoint",
  "healthcheck",
  "stopsignal",
  "shell",
  "maintainer",
]);

function disjoint(
  { destination }: CopyInstruction | AddInstruction,
  { workdir }: Step["after"],
  folder: string,
): boolean {
  const written = destination?.value ?? "";
  if (written === "" || written.includes("$") || (workdir === undefined && !written.startsWith("/")))
    return false;
  const path = posix.resolve(workdir ?? "/", written);
  return !isWithin(path, folder) && !isWithin(folder, path);
}

/**
 * The owner that the next RUN gives to all of the folder before it does anything else: said by the copy right in front
 * of it, the files need no second one, and in the end they have the same.
 */
function ownerBehind(
  { instruction }: CopyStep,
  folder: string,
  { end, split }: Walk,
  { steps }: EvaluatedStage,
): string | undefined {
  if (end === undefined || split !== undefined || instruction.chown !== undefined) return undefined;
  const next = steps.slice(steps.indexOf(end) + 1).find((step) => !IDLE.has(step.instruction.kind));
  if (next === undefined || !isRunStep(next)) return undefined;
  const first = next.run?.commands[0];
  const change = next.run?.facts.find((fact) => fact.kind === "rights" && fact.use === first);
  if (change?.kind !== "rights" || change.runs !== "yes" || change.use.name !== "chown") return undefined;
  if (!change.isRecursive || !change.paths.some(({ path }) => path === folder)) return undefined;
  const owner = change.use.words.slice(1).find(({ value }) => !value.startsWith("-"))?.literal ?? "";
  const [, user = "", group = ""] = /^([a-z0-9_][a-z0-9_-]*):([a-z0-9_][a-z0-9_-]*)$/.exec(owner) ?? [];
  const [isUser, isGroup] = [findUser(next.before, user).exists, findGroup(next.before, group).exists];
  const isNumber = /^[0-9]+$/;
  return (isNumber.test(user) || isUser === "yes") && (isNumber.test(group) || isGroup === "yes")
    ? owner
    : undefined;
}

/** Whether a file was copied to the same place before, in the same way, and nothing can have changed it since. */
function isThere(path: string, copy: CopyStep, scope: RunScope, { steps }: EvaluatedStage): boolean {
  const before = steps.slice(0, steps.indexOf(copy));
  const place = posix.join(scope.folder, path);
  const at = before.findLastIndex((step) => {
    const destination = destinationOf(step);
    const { instruction } = step;
    if (destination === undefined || !isCopyStep(step) || step.triggeredAt !== undefined) return false;
    if (instruction.kind !== "copy" && instruction.kind !== "add") return false;
    const lands = destination.isFolder
      ? posix.join(destination.path, posix.basename(path))
      : destination.path;
    const isNamed = stepSources(step).some((source) => source.isPlain && source.path === path);
    const { chown, chmod } = copy.instruction;
    const isSame = instruction.chown?.value === chown?.value && instruction.chmod?.value === chmod?.value;
    return isNamed && lands === place && isSame;
  });
  return (
    at !== -1 &&
    before.slice(at + 1).every((step) => {
      if (isRunStep(step)) {
        const needs = readRun(step, scope);
        return needs.kind === "whole" && needs.files.length === 0;
      }
      if (!isCopyStep(step)) return true;
      return stepSources(step).every(({ path: other, isPlain }) => {
        return isPlain && other !== "." && posix.basename(other) !== posix.basename(path);
      });
    })
  );
}
