import type { Span } from "../../base/index.ts";
import type { Dockerfile, Instruction } from "../../dockerfile/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import {
  findTrailingComments,
  linesRefusedByComments,
  type TrailingComment,
} from "../edit/trailing-comment.ts";
import { globalNames } from "../global-names.ts";

/** Reports comments behind arguments, which the builder takes for more arguments. */
export const rule = defineRule({
  name: "comment-after-arguments",
  practice: "works",
  severity: "error",
  fix: "sometimes",
  replaces: [],

  onFile({ evaluated }, report) {
    const { dockerfile } = evaluated;
    const refused = linesRefusedByComments(evaluated);
    for (const instruction of dockerfile.instructions) {
      for (const comment of findTrailingComments(dockerfile, instruction)) {
        const { syntax, kind } = comment.holder;
        const isFailing = fails(comment, refused.has(instruction.syntax.startLine));
        const message = `${syntax.name} reads this as ${MEANINGS.get(kind) ?? "arguments"}; a comment needs a line of its own`;
        report({
          at: comment.span,
          message,
          ...(isFailing ? {} : { severity: "warning" }),
          // A user is a user, even one as whom nothing starts: an image that builds must not get another one unasked.
          fix: moveAbove(dockerfile, instruction, comment, isFailing && kind !== "user"),
        });
      }
    }
  },
});

const MEANINGS: ReadonlyMap<Instruction["kind"], string> = new Map<Instruction["kind"], string>([
  ["copy", "more files"],
  ["add", "more files"],
  ["env", "part of its values"],
  ["label", "part of its values"],
  ["expose", "ports"],
  ["volume", "more volumes"],
  ["user", "part of the user's name"],
  ["workdir", "part of the path"],
  ["stopsignal", "part of the signal's name"],
]);

/**
 * Whether the instruction fails as it stands: the builder refuses it, finds no file called `#`, or no process
 * can start as such a user. Where it does not fail, its image changes with the comment's place.
 */
function fails({ holder, words, isFollowed }: TrailingComment, isRefused: boolean): boolean {
  if (isRefused) return true;
  switch (holder.kind) {
    case "copy":
    case "add":
      return words[0] === "#" && (words.length > 1 || isFollowed);
    case "env":
    case "label":
    case "arg":
    case "volume":
    case "workdir":
      return false;
    default:
      return true;
  }
}

function moveAbove(
  dockerfile: Dockerfile,
  instruction: Instruction,
  comment: TrailingComment,
  isFailing: boolean,
): FoundFix | undefined {
  const { text } = dockerfile;
  const { span, whole, words, holder } = comment;
  const written = text.slice(span.start, span.end);
  // A heredoc that the comment opens has swallowed the lines below; a first comment may become a directive.
  if (words.some((word) => word.includes("<<"))) return undefined;
  const isFirst = dockerfile.instructions[0] === instruction;
  if (isFirst && /^#\s*(?:syntax|escape|check)\s*=/i.test(written)) return undefined;
  const { start } = instruction.syntax.span;
  const lineStart = lineStartAt(text, start);
  const above = startOfMarks(text, instruction, lineStart);
  const line = text.slice(lineStart, start) + written + newlineNear(text, lineStart);
  return {
    title: "Move the comment to a line of its own above",
    applicability: isFailing || isHarmless(holder, words, dockerfile) ? "safe" : "unsafe",
    edits: [
      { span: { start: above, end: above }, text: line },
      { span: whole, text: "" },
    ],
  };
}

/** Words of an ARG without values declare variables that nobody sets, unless one brings in a global's value. */
function isHarmless({ kind }: Instruction, words: readonly string[], dockerfile: Dockerfile): boolean {
  if (kind !== "arg") return false;
  const globals = globalNames(dockerfile);
  return !words.some((word) => word.includes("=") || globals.has(word));
}

function lineStartAt(text: string, at: number): number {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  return start === 0 && text.startsWith("\ufeff") ? 1 : start;
}

/** Comments to a linter must stay next to their instruction: where they start, or the instruction's own line. */
function startOfMarks(text: string, { syntax }: Instruction, lineStart: number): number {
  let start = lineStart;
  let line = syntax.startLine;
  for (const comment of syntax.comments.toReversed()) {
    const isMark = /^(?:hadolint|plimsoll|trivy:|tfsec:|check\s*=)/i.test(comment.text);
    if (!isMark || comment.line !== line - 1) break;
    start = lineStartAt(text, comment.span.start);
    line = comment.line;
  }
  return start;
}

/** The line end that the lines around use. */
function newlineNear(text: string, lineStart: number): string {
  const next = text.indexOf("\n", lineStart);
  const near: Span =
    next === -1 ? { start: lineStart - 2, end: lineStart } : { start: next - 1, end: next + 1 };
  return text.slice(Math.max(0, near.start), near.end) === "\r\n" ? "\r\n" : "\n";
}
