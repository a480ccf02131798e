import { posix } from "node:path";
import { applyEdits, type Edit } from "../base/index.ts";
import {
  type AddInstruction,
  type CopyInstruction,
  type Dockerfile,
  parseDockerfile,
} from "../dockerfile/index.ts";
import { type EvaluatedStage, findGroup, findUser, type Step } from "../stage/index.ts";
import { addOption } from "./add-option.ts";
import { destinationOf } from "./brought.ts";
import { isRunStep } from "./commands.ts";
import type { CopyStep, FoundFix, RunStep, Scope } from "./define-rule.ts";
import { subcommandWord } from "./freeze.ts";
import { lineEnd } from "./insert-lines.ts";
import { isWithin, type LanguageInstall } from "./installs.ts";
import { insert } from "./quote.ts";
import { type RunScope, readRun, type SplitRun } from "./split-run.ts";

/** A fix, or why there is none; neither where nothing is known of the build context. */
export interface ManifestsFirst {
  readonly fix?: FoundFix;
  readonly obstacle?: string;
  /** The installs that no longer wait for the sources. */
  readonly freed?: readonly LanguageInstall[];
}

/**
 * The fix that puts a copy of what installs read in the place of a copy of the whole context, and the whole copy behind
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
  const edits = editsOf(copy, { ...found, owner: ownerBehind(copy, folder, found, stage) }, dockerfile);
  if (edits === undefined) return { obstacle: "the instructions are written in an unusual way" };
  const { instruction } = copy;
  const isPlain = instruction.chmod === undefined && !instruction.link;
  const names = found.files.map((path) => posix.basename(path)).join(" and ");
  return {
    freed: found.installs,
    fix: {
      title: `Copy ${found.files.length > MOST_NAMED ? "what the install reads" : names} first, and the rest behind the install`,
      applicability: isPlain && found.isExact ? "safe" : "unsafe",
      edits,
    },
  };
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
  if (instruction.exclude.length > 0) return "the copy leaves files out";
  return instruction.kind === "copy" && instruction.parents ? "the copy keeps the folders above" : undefined;
}

/** How far the whole copy can go back, and what takes its place. */
interface Walk {
  /** The last RUN that needs nothing but the files. */
  readonly end: RunStep | undefined;
  /** Where that RUN has commands that need more, how it falls apart. */
  readonly split: SplitRun | undefined;
  /** Relative to the context, in their order. */
  readonly files: readonly string[];
  readonly installs: readonly LanguageInstall[];
  readonly isExact: boolean;
  /** What stopped it. */
  readonly obstacle: string | undefined;
}

function walk(copy: CopyStep, scope: RunScope, stage: EvaluatedStage): Walk {
  const files = new Set<string>();
  const installs: LanguageInstall[] = [];
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
  return { end: files.size === 0 ? undefined : end, split, files: [...files], installs, isExact, obstacle };
}

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

/** The edits, once what comes out has been read again. */
function editsOf(
  copy: CopyStep,
  found: Walk & { readonly owner: string | undefined },
  dockerfile: Dockerfile,
): readonly Edit[] | undefined {
  const { text, escape } = dockerfile;
  const { instruction } = copy;
  const lines = manifestCopies(copy, found.files, text);
  const block = blockOf(instruction, text);
  if (found.end === undefined || lines === undefined || block === undefined) return undefined;
  const eol = lineEnd(text);
  const { span } = instruction.syntax;
  const { end } = found.end.instruction.syntax.span;
  const indent = text.slice(block.lineStart, span.start);
  const flags = (instruction.syntax.flags.at(-1) ?? instruction.syntax.keyword).span.end;
  const option = found.owner === undefined ? "" : ` --chown=${found.owner}`;
  const moved = `${text.slice(block.start, flags)}${option}${text.slice(flags, span.end)}`;
  const isAlone = block.start === block.lineStart;
  const first = `${isAlone ? "" : indent}${lines.join(`${eol}${indent}`)}`;
  const edits: Edit[] = [{ span: { start: isAlone ? span.start : block.start, end: span.end }, text: first }];
  // A blank line that set the copy apart sets it apart again.
  const gap = /^[ \t]*\r?\n[ \t]*\r?\n/.test(text.slice(span.end, span.end + MOST_SPACE)) ? eol + eol : eol;
  if (found.split === undefined) {
    // At the end of the file an instruction may still ask for another line.
    if (text.slice(span.start, end).trimEnd().endsWith(escape)) return undefined;
    edits.push(insert(end, `${gap}${moved}`));
  } else {
    const { joint, comments, head, again, rest } = found.split;
    const added = rest === undefined ? undefined : optionEdit(found.end, rest);
    if (rest !== undefined && added === undefined) return undefined;
    if (added !== undefined) edits.push(added);
    const own = comments.map((comment) => `${indent}${comment}${eol}`).join("");
    edits.push({ span: joint, text: `${gap}${moved}${gap}${own}${indent}${head}${again}` });
  }
  return isRead(edits, dockerfile, lines.length + (found.split === undefined ? 0 : 1)) ? edits : undefined;
}

/** More white space than people put behind an instruction. */
const MOST_SPACE = 200;

function optionEdit(run: RunStep, { fact, option }: NonNullable<SplitRun["rest"]>): Edit | undefined {
  return addOption(run, fact.use, subcommandWord(fact), option);
}

/** Whether the text with edits in it is read without a problem, and has so many more instructions. */
function isRead(edits: readonly Edit[], { text, instructions }: Dockerfile, more: number): boolean {
  const edited = applyEdits(text, edits);
  if (edited === undefined) return false;
  const read = parseDockerfile("", edited);
  return read.problems.length === 0 && read.instructions.length === instructions.length + more;
}

/** Where a copy begins with the comments that speak of it, and where its own line does. */
function blockOf(
  { syntax }: CopyStep["instruction"],
  text: string,
): { readonly start: number; readonly lineStart: number } | undefined {
  const lineStart = text.lastIndexOf("\n", syntax.span.start - 1) + 1;
  if (text.slice(lineStart, syntax.span.start).trim() !== "") return undefined;
  let line = syntax.startLine;
  let start = lineStart;
  for (const comment of syntax.comments.toReversed()) {
    if (comment.line !== line - 1) break;
    line = comment.line;
    start = text.lastIndexOf("\n", comment.span.start - 1) + 1;
  }
  // What speaks of the install stays above it.
  return { start: OF_INSTALL.test(text.slice(start, lineStart)) ? lineStart : start, lineStart };
}

const OF_INSTALL = /\b(?:install|depend|requirement|manifest)/i;

/** One copy for each folder, in the way of the whole one: keyword, flags and form. */
function manifestCopies(
  { instruction }: CopyStep,
  files: readonly string[],
  text: string,
): readonly string[] | undefined {
  const { syntax, destination } = instruction;
  if (destination === undefined || !files.every((path) => /^[\w@+.-][\w@+./-]*$/.test(path)))
    return undefined;
  const words = [syntax.keyword, ...syntax.flags]
    .map(({ span }) => text.slice(span.start, span.end))
    .join(" ");
  if (/[\r\n]/.test(words)) return undefined;
  const into = folderOf(
    syntax.form === "exec" ? destination.value : text.slice(destination.span.start, destination.span.end),
  );
  if (into === undefined) return undefined;
  const folders = new Map<string, string[]>();
  for (const path of files) {
    const folder = posix.dirname(path);
    folders.set(folder, [...(folders.get(folder) ?? []), path]);
  }
  return [...folders].map(([folder, paths]) => {
    const to = folder === "." ? into : `${into === "./" ? "" : into}${folder}/`;
    return syntax.form === "exec"
      ? `${words} ${jsonList([...paths, to])}`
      : `${words} ${paths.join(" ")} ${to}`;
  });
}

function jsonList(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
}

/** A destination with the slash that several files need. */
function folderOf(written: string): string | undefined {
  if (/["'\s\\]/.test(written)) return undefined;
  if (written === ".") return "./";
  return written.endsWith("/") ? written : `${written}/`;
}
