import { byteLength, limits, type Problem, type Span, trimGoSpace } from "../base/index.ts";
import { cleanPath } from "./clean-path.ts";
import type { ContextCode } from "./codes.ts";
import { compileIgnorePattern } from "./ignore-pattern.ts";

/** A pattern of an ignore file, and where it stands. */
export interface IgnoreLine {
  /** The pattern as the builder passes it on: cleaned, without a leading slash, `!` kept. */
  readonly pattern: string;
  /** The pattern as written, without the space around it. */
  readonly span: Span;
}

/** An ignore file that was read. The builder refuses it for the first of its problems, or we do: too many patterns. */
export interface IgnoreFile {
  readonly lines: readonly IgnoreLine[];
  /** The patterns of the lines. */
  readonly patterns: readonly string[];
  readonly problems: readonly Problem[];
}

const BYTE_ORDER_MARK = "\ufeff";

/** Reads the text of a `.dockerignore`, as BuildKit's `ignorefile.ReadAll` does and its matcher then checks. */
export function parseIgnoreFile(text: string): IgnoreFile {
  const lines: IgnoreLine[] = [];
  const problems: Problem[] = [];
  let start = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  let lineStart = 0;
  while (lineStart < text.length) {
    const feed = text.indexOf("\n", lineStart);
    const end = feed === -1 ? text.length : feed;
    if (isTooLong(text, lineStart, end)) {
      problems.push(lineTooLong({ start: lineStart, end }));
      break;
    }
    if (lines.length >= limits.ignorePatterns) {
      problems.push(tooManyPatterns({ start, end }));
      break;
    }
    const line = readLine(text, start, end);
    if (line !== undefined) lines.push(line);
    lineStart = end + 1;
    start = lineStart;
  }
  // The builder reads the whole file before it looks at the first pattern.
  if (problems.length === 0) for (const line of lines) problems.push(...checkLine(line));
  return { lines, patterns: lines.map((line) => line.pattern), problems };
}

function readLine(text: string, start: number, end: number): IgnoreLine | undefined {
  // Only a `#` in the first column starts a comment; behind a space it is a pattern.
  if (text.startsWith("#", start)) return undefined;
  const line = text.slice(start, end);
  const written = trimGoSpace(line);
  if (written === "") return undefined;
  const at = start + line.indexOf(written);
  const isExclusion = written.startsWith("!");
  const named = isExclusion ? trimGoSpace(written.slice(1)) : written;
  const pattern = (isExclusion ? "!" : "") + cleanPattern(named);
  return { pattern, span: { start: at, end: at + written.length } };
}

function cleanPattern(pattern: string): string {
  if (pattern === "") return "";
  const cleaned = cleanPath(pattern);
  return cleaned.length > 1 && cleaned.startsWith("/") ? cleaned.slice(1) : cleaned;
}

/** A line is bounded with its line feed; the last one, which may have none, must leave room for it. */
function isTooLong(text: string, start: number, end: number): boolean {
  // A unit takes three bytes at most, so short lines are not measured.
  if ((end - start) * 3 < limits.ignoreFileLineBytes - 1) return false;
  return byteLength(text.slice(start, end)) + 1 > limits.ignoreFileLineBytes;
}

function checkLine(line: IgnoreLine): readonly Problem[] {
  const compiled = compileIgnorePattern(line.pattern);
  if (compiled?.kind !== "refused") return [];
  return [{ ...compiled.problem, span: line.span }];
}

function tooManyPatterns(span: Span): Problem {
  const code: ContextCode = "context/too-many-patterns";
  return { code, message: `More than ${limits.ignorePatterns} patterns are not followed`, span };
}

function lineTooLong(span: Span): Problem {
  const code: ContextCode = "context/line-too-long";
  return { code, message: "This line has 65,536 bytes or more, and the builder refuses it", span };
}
