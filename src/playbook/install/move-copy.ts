import { posix } from "node:path";
import { applyEdits, type Edit, type Span } from "../../base/index.ts";
import { type Dockerfile, type Instruction, parseDockerfile } from "../../dockerfile/index.ts";
import type { CopyStep, RunStep } from "../define-rule.ts";
import { addOption } from "../edit/add-option.ts";
import { subcommandWord } from "../edit/freeze.ts";
import { lineEnd } from "../edit/insert-lines.ts";
import { insert } from "../edit/quote.ts";
import type { SplitRun } from "../edit/split-run.ts";

/** Where a copy goes, and what is copied before it. */
export interface Move {
  /** The RUN that it goes behind. */
  readonly end: RunStep;
  /** Where that RUN has commands that need more, how it falls apart. */
  readonly split: SplitRun | undefined;
  /** Relative to the context, in their order: copied by name in front of the installs; none where they are there. */
  readonly files: readonly string[];
  /** The RUN that these are copied in front of; undefined for the place of the whole copy. */
  readonly reader: RunStep | undefined;
  /** The owner that the copy gives from now on, where it gave none. */
  readonly owner: string | undefined;
}

/**
 * The edits that move a copy behind a RUN, with the comments that speak of it, and put one of some files in its place or
 * in front of the first RUN that reads them.
 * Undefined where what comes out is not read as it is meant.
 */
export function moveCopy(copy: CopyStep, found: Move, dockerfile: Dockerfile): readonly Edit[] | undefined {
  const { text, escape } = dockerfile;
  const { instruction } = copy;
  const lines = manifestCopies(copy, found.files, dockerfile);
  const block = blockOf(instruction, text);
  const below = found.reader === undefined ? undefined : blockOf(found.reader.instruction, text);
  if (lines === undefined || block === undefined) return undefined;
  const eol = lineEnd(text);
  const { span } = instruction.syntax;
  const { end } = found.end.instruction.syntax.span;
  const indent = text.slice(block.lineStart, span.start);
  const flags = (instruction.syntax.flags.at(-1) ?? instruction.syntax.keyword).span.end;
  const option = found.owner === undefined ? "" : ` --chown=${found.owner}`;
  const start = block.isOfInstall ? block.lineStart : block.start;
  const moved = `${text.slice(start, flags)}${option}${text.slice(flags, span.end)}`;
  // A blank line that set the copy apart sets it apart again.
  const isApart = /^[ \t]*\r?\n[ \t]*\r?\n/.test(text.slice(span.end, span.end + MOST_SPACE));
  const gap = isApart ? eol + eol : eol;
  const first = lines.map((line) => `${indent}${line}`).join(eol);
  const edits: Edit[] =
    first === ""
      ? [removeLines({ start, end: span.end }, text)]
      : below === undefined
        ? [{ span: { start, end: span.end }, text: first }]
        : putLater(first, { block, end: span.end, below, eol, isApart }, text);
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

/** The edits that take a copy with its comments away, and put others above a RUN, its comments included. */
function putLater(
  lines: string,
  {
    block,
    end,
    below,
    eol,
    isApart,
  }: {
    readonly block: Block;
    readonly end: number;
    readonly below: Block;
    readonly eol: string;
    readonly isApart: boolean;
  },
  text: string,
): Edit[] {
  // What speaks of the install goes along.
  const comments = block.isOfInstall ? text.slice(block.start, block.lineStart) : "";
  const gap = isApart && isBelowBlank(below.start, text) ? eol + eol : eol;
  return [removeLines({ start: block.start, end }, text), insert(below.start, `${comments}${lines}${gap}`)];
}

/** The edit that takes lines away with their last line end, and the blank ones behind them where some stand in front. */
function removeLines({ start, end }: Span, text: string): Edit {
  const own = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(end))?.[0].length ?? 0;
  const blank = /^(?:[ \t]*\r?\n)+/.exec(text.slice(end + own))?.[0].length ?? 0;
  return { span: { start, end: end + own + (isBelowBlank(start, text) ? blank : 0) }, text: "" };
}

function isBelowBlank(lineStart: number, text: string): boolean {
  return /(?:^|\n)[ \t]*\r?\n$/.test(text.slice(0, lineStart));
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

/** Where an instruction begins with the comments directly above it, and where its own line does. */
interface Block {
  readonly start: number;
  readonly lineStart: number;
  /** Whether these comments speak of what is installed. */
  readonly isOfInstall: boolean;
}

function blockOf({ syntax }: Instruction, text: string): Block | undefined {
  const lineStart = text.lastIndexOf("\n", syntax.span.start - 1) + 1;
  if (text.slice(lineStart, syntax.span.start).trim() !== "") return undefined;
  let line = syntax.startLine;
  let start = lineStart;
  for (const comment of syntax.comments.toReversed()) {
    if (comment.line !== line - 1) break;
    line = comment.line;
    start = text.lastIndexOf("\n", comment.span.start - 1) + 1;
  }
  return { start, lineStart, isOfInstall: OF_INSTALL.test(text.slice(start, lineStart)) };
}

const OF_INSTALL = /\b(?:install|depend|requirement|manifest)/i;

/** One copy for each folder, in the way of the whole one: keyword, flags and form. */
function manifestCopies(
  { instruction }: CopyStep,
  files: readonly string[],
  { text, instructions }: Dockerfile,
): readonly string[] | undefined {
  const { syntax, destination } = instruction;
  if (destination === undefined || !files.every((path) => /^[\w@+.-][\w@+./-]*$/.test(path)))
    return undefined;
  const flags = syntax.flags.map(({ span }) => ` ${text.slice(span.start, span.end)}`).join("");
  if (/[\r\n]/.test(flags)) return undefined;
  // Manifests need nothing of what ADD does besides, and one instruction in small letters is enough.
  const isSmall = instructions.every((each) => /^[a-z]+$/.test(each.syntax.keyword.value));
  const words = `${isSmall ? "copy" : "COPY"}${flags}`;
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
