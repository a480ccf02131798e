import { posix } from "node:path";
import { type Step, stepSources, whetherCommand } from "../../stage/index.ts";
import { destinationOf } from "../context/brought.ts";
import { type CopyStep, defineRule } from "../define-rule.ts";
import { findTrailingComments } from "../edit/trailing-comment.ts";
import type { ContextView } from "../subject.ts";

/**
 * Reports several files that are copied to one path which is no folder and does not end in a slash: each is
 * written over the one before, and the builder says nothing.
 */
export const rule = defineRule({
  name: "copy-needs-slash",
  practice: "works",
  severity: "error",
  fix: "sometimes",
  replaces: ["hadolint:DL3021"],

  onCopy(copy, report, { file: { context, evaluated } }) {
    const { destination } = copy.instruction;
    if (destination === undefined || /[/\\]$|(?:^|\/)\.{1,2}$/.test(destination.value)) return;
    const place = destinationOf(copy);
    if (place === undefined || countFiles(copy, context) < 2 || mayBeFolder(copy, place.path)) return;
    // The words of such a comment are no files: comment-after-arguments'.
    if (findTrailingComments(evaluated.dockerfile, copy.instruction).length > 0) return;
    report({
      at: destination.span,
      message: `every file is written to ${place.path}, over the one before; with a slash at its end it is a folder`,
      fix: {
        title: `Write ${posix.basename(destination.value)}/, so that it is a folder`,
        applicability: "unsafe",
        edits: [{ span: { start: destination.span.end, end: destination.span.end }, text: "/" }],
      },
    });
  },
});

/** How many of the sources are certainly files: what folders hold is laid into one folder. */
function countFiles(copy: CopyStep, context: ContextView): number {
  const { instruction } = copy;
  if (instruction.kind === "copy" && instruction.from !== undefined) return 0;
  const isFile = (path: string): boolean =>
    context.kind === "known" && context.whetherExists(path) === "yes" && context.whetherFolder(path) === "no";
  // All are asked about, so that the build context is looked into once.
  const plain = stepSources(copy).filter(({ isPlain, path }) => isFile(path) && isPlain);
  return plain.length + instruction.files.length;
}

/** Whether the destination may be a folder already. */
function mayBeFolder({ before }: Step, path: string): boolean {
  const { exists, kind } = before.files.lookUp(path);
  if (exists === "yes") return kind !== "file";
  return exists === "maybe" && whetherCommand(before, path) !== "no";
}
