import type { Problem } from "../../base/index.ts";
import type { LineIndex } from "../place.ts";
import { visibleText } from "../visible-text.ts";
import { renderPlace } from "./place-lines.ts";
import { showMessage } from "./prose.ts";
import type { Style } from "./style.ts";

/** A problem in a file whose text is at hand: with an excerpt where the problem has a place in it. */
export function renderFileProblem(
  problem: Problem,
  { path, lines }: { readonly path: string; readonly lines: LineIndex },
  style: Style,
): readonly string[] {
  const { span } = problem;
  if (span === undefined || (problem.path ?? path) !== path)
    return renderProblem({ ...problem, path: problem.path ?? path }, style);
  return [titleOf(problem, style), ...renderPlace({ path, lines, span, tone: "problem" }, style).lines];
}

/** A problem with what could not be read, and why. */
export function renderProblem(problem: Problem, style: Style): readonly string[] {
  const title = titleOf(problem, style);
  if (problem.path === undefined) return [title];
  return [title, ` ${style.paint("faint", "-->")} ${visibleText(problem.path)}`];
}

function titleOf({ code, message }: Problem, { paint }: Style): string {
  return `${paint("problem", `problem[${visibleText(code)}]`)} ${showMessage(message).trimEnd()}`;
}
