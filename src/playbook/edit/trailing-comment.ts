import { isGoSpace, type Span, sourceOffset, trimGoSpaceEnd } from "../../base/index.ts";
import { type Dockerfile, goUpper, type Instruction } from "../../dockerfile/index.ts";
import type { EvaluatedDockerfile } from "../../stage/index.ts";

/** Text behind the arguments of an instruction that was meant as a comment, and is none to the builder. */
export interface TrailingComment {
  /** The instruction whose arguments it spoils: the one inside ONBUILD where that holds it. */
  readonly holder: Instruction;
  /** From `#` to its last character. */
  readonly span: Span;
  /** The same with the white space in front. */
  readonly whole: Span;
  readonly words: readonly string[];
  /** Whether words of the arguments follow, on this line's continuation. */
  readonly isFollowed: boolean;
}

/**
 * Finds comments behind arguments, at most one on each physical line. Instructions that hand their text to a
 * shell have none, as the shell knows comments, and neither has MAINTAINER, whose text is free.
 * Spec: Dockerfile reference, format: a `#` anywhere but at a line's start is an argument.
 */
export function findTrailingComments(
  dockerfile: Dockerfile,
  instruction: Instruction,
): readonly TrailingComment[] {
  if (!instruction.syntax.text.text.includes("#")) return [];
  const holder =
    instruction.kind === "onbuild" && instruction.trigger !== undefined ? instruction.trigger : instruction;
  if (holder.syntax.form === "exec" || !JUDGES.has(holder.kind)) return [];
  return readComments(holder, readLines(holder, dockerfile.escape));
}

/** Codes of what the builder refuses because of such a comment: too many words, or words that are none. */
export const BY_COMMENTS: ReadonlySet<string> = new Set([
  "dockerfile/arguments-surplus",
  "dockerfile/equals-missing",
  "dockerfile/name-blank",
  "stage/port-invalid",
  "stage/signal-invalid",
  "stage/substitution-refused",
]);

/** The first lines of instructions that hold such a comment and are refused with such a code. */
export function linesRefusedByComments(evaluated: EvaluatedDockerfile): ReadonlySet<number> {
  const { dockerfile, problems } = evaluated;
  const lines = new Set<number>();
  for (const { code, line } of [...dockerfile.problems, ...problems])
    if (BY_COMMENTS.has(code)) lines.add(line);
  if (lines.size === 0) return lines;
  return new Set(
    dockerfile.instructions.flatMap((instruction) => {
      const { startLine } = instruction.syntax;
      return lines.has(startLine) && findTrailingComments(dockerfile, instruction).length > 0
        ? [startLine]
        : [];
    }),
  );
}

function readComments(holder: Instruction, lines: readonly ArgumentLine[]): readonly TrailingComment[] {
  const isComment = JUDGES.get(holder.kind);
  const comments: TrailingComment[] = [];
  const words: string[] = [];
  let after = lines.reduce((sum, line) => sum + line.count, 0);
  for (const line of lines) {
    after -= line.count;
    const read = (at: number): Place => ({
      words: [...words, ...wordsOf(line.text.slice(0, at))],
      comment: wordsOf(line.text.slice(at)),
      after,
    });
    const mark = line.marks.find((at) => isComment?.(read(at)) === true);
    if (mark !== undefined) comments.push(toComment(holder, line, mark, after));
    // Four words tell all that is asked of them.
    if (words.length < 4) words.push(...wordsOf(line.text.slice(0, mark)).slice(0, 4));
  }
  return comments;
}

/** One physical line of the arguments: its text, where it starts, and where a comment might. */
interface ArgumentLine {
  readonly text: string;
  readonly at: number;
  readonly marks: readonly number[];
  /** How many words stand in front of the first. */
  readonly count: number;
}

/** How many `#` of one line are looked at: nobody writes more, and each takes reading the line again. */
const MARKS = 20;

/** The lines of the arguments, with every `#` behind white space and outside quotes. */
function readLines({ syntax }: Instruction, escape: string): readonly ArgumentLine[] {
  const { text, pieces } = syntax.text;
  let quote = "";
  return pieces.map(({ at }, index) => {
    const end = pieces[index + 1]?.at ?? text.length;
    const marks: number[] = [];
    for (let next = at; next < end; next++) {
      const character = text.charAt(next);
      if (character === escape && quote !== "'") next++;
      else if (character === quote) quote = "";
      else if (quote === "" && (character === '"' || character === "'")) {
        // What stands behind a possible comment opens no quote: it may be an apostrophe.
        if (marks.length === 0) quote = character;
      } else if (
        character === "#" &&
        quote === "" &&
        next > 0 &&
        isGoSpace(text, next - 1) &&
        marks.length < MARKS
      ) {
        marks.push(next - at);
      }
    }
    const line = text.slice(at, end);
    return { text: line, at, marks, count: wordsOf(line.slice(0, marks[0])).length };
  });
}

function toComment(holder: Instruction, line: ArgumentLine, mark: number, after: number): TrailingComment {
  const { text } = holder.syntax;
  const start = sourceOffset(text, line.at + mark);
  const length = trimGoSpaceEnd(line.text, mark, line.text.length) - mark;
  const blank = mark - trimGoSpaceEnd(line.text, 0, mark);
  const span = { start, end: start + length };
  return {
    holder,
    span,
    whole: { start: start - blank, end: span.end },
    words: wordsOf(line.text.slice(mark)),
    isFollowed: after > 0,
  };
}

/** What stands in front of a `#`, what from there on to the line's end, and how many words on later lines. */
interface Place {
  readonly words: readonly string[];
  readonly comment: readonly string[];
  readonly after: number;
}

/** Whether the instruction is complete without the rest of the line, so that the rest is meant as a comment. */
const JUDGES: ReadonlyMap<Instruction["kind"], (place: Place) => boolean> = new Map<
  Instruction["kind"],
  (place: Place) => boolean
>([
  ["from", ({ words }) => words.length === 1 || (words.length === 3 && goUpper(words[1] ?? "") === "AS")],
  ["copy", isBehindTransfer],
  ["add", isBehindTransfer],
  ["env", isBehindPairs],
  ["label", isBehindPairs],
  ["healthcheck", ({ words }) => words.length === 1 && goUpper(words[0] ?? "") === "NONE"],
  ["arg", hasWords],
  ["expose", hasWords],
  ["volume", hasWords],
  ["user", hasWords],
  ["workdir", hasWords],
  ["stopsignal", hasWords],
]);

function hasWords({ words }: Place): boolean {
  return words.length > 0;
}

/** A file may be called `#notes#`: only a `#` alone, or words that end in no path, are a comment for certain. */
function isBehindTransfer({ words, comment, after }: Place): boolean {
  const isComplete = words.length > 0 && (words.length + after >= 2 || isJson(words[0] ?? ""));
  if (!isComplete) return false;
  const last = comment.at(-1) ?? "";
  return (comment[0] === "#" && comment.length > 1) || !/[/.*]/.test(last);
}

/** In the old form `ENV name value` the value is the whole line, and may hold a `#`. */
function isBehindPairs({ words, comment }: Place): boolean {
  const isOld = words[0]?.includes("=") !== true;
  return isOld ? words.length > 1 && comment[0] === "#" && comment.length > 1 : words.length > 0;
}

function isJson(text: string): boolean {
  if (!text.startsWith("[")) return false;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.length > 1;
  } catch {
    return false;
  }
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
