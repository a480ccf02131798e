import type { Problem } from "../base/index.ts";
import type { CheckedFile, CheckResult } from "../playbook/index.ts";
import { LineIndex, type Place } from "./place.ts";

/** A problem with the path it concerns, and its place where the text of that path is at hand. */
export interface LocatedProblem {
  readonly problem: Problem;
  readonly path: string | undefined;
  readonly place: Place | undefined;
}

/** All problems of a check: those of each file in their order, then what could not be read at all. */
export function locateProblems({ files, problems }: CheckResult): readonly LocatedProblem[] {
  return [
    ...files.flatMap(locateInFile),
    ...problems.map((problem) => ({ problem, path: problem.path, place: undefined })),
  ];
}

function locateInFile(file: CheckedFile): readonly LocatedProblem[] {
  const lines = new LineIndex(file.text);
  return file.problems.map((problem) => {
    const path = problem.path ?? file.path;
    const place = problem.span === undefined || path !== file.path ? undefined : lines.place(problem.span);
    return { problem, path, place };
  });
}
