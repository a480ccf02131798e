import type { Span } from "../../base/index.ts";
import type { CommandUse, ShellNode } from "../../shell/index.ts";
import type { RunStep } from "../define-rule.ts";
import { readInputs } from "../install/install-inputs.ts";
import { installsOf, isOfProject, type LanguageInstall, shownCommand } from "../install/installs.ts";
import { needsNothingOf } from "../install/needs-nothing.ts";
import type { KnownContext } from "../subject.ts";
import { editableScript, isHeredocScript } from "./append-to-run.ts";

/** How a RUN falls in two: behind commands that need some files, in front of others that need all. */
export interface SplitRun {
  /** What stands between the two parts. */
  readonly joint: Span;
  /** Comments of the second part, which stand in the joint. */
  readonly comments: readonly string[];
  /** What the second part begins with: `RUN` and its flags. */
  readonly head: string;
  /** The command that is run a second time, as written, in front of what follows the joint; else empty. */
  readonly again: string;
  /** The install that leaves the project out the first time. */
  readonly rest: { readonly fact: LanguageInstall; readonly option: string } | undefined;
}

/** What a RUN needs of what was copied from the context. */
export type RunNeeds =
  /** These files alone; of a split one, its first part. */
  | {
      readonly kind: "whole";
      readonly files: readonly string[];
      readonly installs: readonly LanguageInstall[];
      readonly isExact: boolean;
      readonly obstacle?: undefined;
    }
  | {
      readonly kind: "split";
      readonly files: readonly string[];
      readonly installs: readonly LanguageInstall[];
      readonly isExact: boolean;
      readonly split: SplitRun;
      readonly obstacle?: undefined;
    }
  /** More, or nobody knows. */
  | { readonly kind: "stop"; readonly obstacle: string };

/** What a RUN is read with: the folder that the context was copied into, what is known of it, and the Dockerfile's text. */
export interface RunScope {
  readonly folder: string;
  readonly context: KnownContext;
  readonly text: string;
}

/** Tells what a RUN needs of the context that was copied into a folder. */
export function readRun(run: RunStep, { folder, context, text }: RunScope): RunNeeds {
  const line = run.instruction.syntax.startLine;
  const evaluated = run.run;
  if (evaluated === undefined || evaluated.isPartial || evaluated.commands.length === 0)
    return { kind: "stop", obstacle: `it is not certain what line ${line} needs` };
  const files = new Set<string>();
  const installs: LanguageInstall[] = [];
  let isExact = true;
  for (const [at, use] of evaluated.commands.entries()) {
    const fact = installsOf(run).find((each) => each.use === use && isOfProject(each));
    const inputs = fact === undefined ? undefined : readInputs(run, fact, folder, context);
    if (inputs?.obstacle !== undefined) {
      // What is installed in front of it may go ahead.
      const split = files.size === 0 ? undefined : splitBefore(run, at, text);
      if (split === undefined) return { kind: "stop", obstacle: inputs.obstacle };
      return { kind: "split", files: [...files], installs, isExact, split };
    }
    if (fact !== undefined && inputs !== undefined) {
      for (const path of inputs.files) files.add(path);
      installs.push(fact);
      isExact &&= inputs.isExact;
      if (inputs.rest === undefined) continue;
      const split = splitAt(run, at, { fact, option: inputs.rest }, text);
      if (split !== undefined) return { kind: "split", files: [...files], installs, isExact: false, split };
      return { kind: "stop", obstacle: `${shownCommand(use)} also puts in the project itself` };
    }
    if (needsNothingOf(use, evaluated.facts, folder) || isStep(use, run)) continue;
    const split = files.size === 0 ? undefined : splitBefore(run, at, text);
    if (split !== undefined) return { kind: "split", files: [...files], installs, isExact, split };
    const name = use.name ?? "a command";
    const obstacle =
      files.size === 0
        ? `${name} on line ${line} may need the sources`
        : `${name} is part of the same RUN as the install`;
    return { kind: "stop", obstacle };
  }
  return { kind: "whole", files: [...files], installs, isExact };
}

/** A change of the folder is for the RUN alone. */
function isStep({ name, words }: CommandUse, { before }: RunStep): boolean {
  return (
    name === "cd" && words.length === 2 && words[1]?.literal !== undefined && before.workdir !== undefined
  );
}

/** Commands that change the shell which runs those behind them. */
const LEAVES = /^(?:cd|set|export|unset|umask|ulimit|alias|shopt|\.|source|eval|exec|read|trap)$/;

type Members = readonly ShellNode[];

/** The members of a RUN that is nothing but commands joined by `&&`; undefined for all others. */
function chainOf(run: RunStep, at: number): Members | undefined {
  const script = editableScript(run);
  const [statement, ...more] = script?.list.statements ?? [];
  if (statement === undefined || more.length > 0 || statement.separator !== undefined) return undefined;
  if (isHeredocScript(run.instruction) || run.instruction.heredocs.length > 0) return undefined;
  const { node } = statement;
  const members = node.kind === "chain" ? [...node.members] : [node];
  if (node.kind === "chain" && node.operators.some(({ text }) => text !== "&&")) return undefined;
  const front = (run.run?.commands ?? []).slice(0, at + 1);
  // What a file system of the RUN alone held would be gone in the second part.
  if (run.instruction.mounts.some(({ mount }) => mount?.type === "tmpfs")) return undefined;
  const isPlain = front.every((use, index) => {
    const isState = index < at && (use.words.length === 0 || LEAVES.test(use.name ?? "."));
    return !isState && (index === at || use.node === members[index]);
  });
  return isPlain ? members : undefined;
}

/** Whether later commands take away what those in front left: in a layer of its own it would stay. */
function isTidied(run: RunStep, at: number): boolean {
  const behind = new Set(run.run?.commands.slice(at));
  const isCleaning = [...behind].some(({ words }) => {
    return words
      .slice(1, 3)
      .some(({ literal }) => /^(?:cache|clean|prune|purge|autoremove)$/.test(literal ?? ""));
  });
  return (
    isCleaning ||
    run.run?.facts.some((fact) => {
      if (!behind.has(fact.use)) return false;
      return (
        fact.kind === "removal" || (fact.kind === "os-packages" && /^(?:remove|clean)$/.test(fact.action))
      );
    }) === true
  );
}

/** In front of a command, where those before it leave nothing in their shell. */
function splitBefore(run: RunStep, at: number, text: string): SplitRun | undefined {
  const members = isTidied(run, at) ? undefined : chainOf(run, at);
  const [last, next] = [members?.[at - 1], members?.[at]];
  if (last === undefined || next === undefined) return undefined;
  const joint = { start: last.span.end, end: next.span.start };
  const between = readJoint(text.slice(joint.start, joint.end));
  const head = headOf(run, members?.[0], text);
  return between === undefined || head === undefined
    ? undefined
    : { joint, comments: between, head, again: "", rest: undefined };
}

/** Behind a command that is run once without an option's part of the work, and once more with it. */
function splitAt(run: RunStep, at: number, rest: SplitRun["rest"], text: string): SplitRun | undefined {
  const members = chainOf(run, at);
  const own = members?.[at];
  const head = headOf(run, members?.[0], text);
  if (own?.kind !== "command" || head === undefined) return undefined;
  const again = text.slice(own.span.start, own.span.end);
  return { joint: { start: own.span.end, end: own.span.end }, comments: [], head, again, rest };
}

/** The comments of what stands between two commands; undefined where there is more than an operator besides. */
function readJoint(between: string): readonly string[] | undefined {
  const lines = between.split(/\r?\n/).map((line) => line.trim());
  const comments = lines.filter((line, index) => index > 0 && line.startsWith("#"));
  const rest = lines.filter((line, index) => index === 0 || !line.startsWith("#")).join(" ");
  return /^\s*[\\`]?\s*&&\s*[\\`]?\s*$/.test(rest) ? comments : undefined;
}

/** `RUN` and its flags, as they stand in front of the first command. */
function headOf(
  { instruction }: RunStep,
  first: Members[number] | undefined,
  text: string,
): string | undefined {
  return first === undefined ? undefined : text.slice(instruction.syntax.span.start, first.span.start);
}
