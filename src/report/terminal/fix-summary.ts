import { type Finding, isAtLeast } from "../../base/index.ts";
import type { FixResult } from "../../playbook/index.ts";
import type { FixOptions } from "./fixed-file.ts";
import { renderProblem } from "./problem-lines.ts";
import { countOf, joinLines } from "./prose.ts";
import { makeStyle, type Style } from "./style.ts";
import { countLevels } from "./summary.ts";

/** The end of a fix: what could not be read or written, what was mended, and what is left. Ends with a line feed. */
export function renderFixSummary(result: FixResult, options: FixOptions): string {
  const style = makeStyle(options);
  const left = result.files.flatMap((file) => file.left);
  const sentences = [
    renderMended(result, options),
    renderLeft(left, style),
    renderGate(result, options.failOn),
  ].filter((sentence) => sentence !== "");
  return joinLines([
    ...result.problems.flatMap((problem) => [...renderProblem(problem, style), ""]),
    ...sentences,
  ]);
}

function renderMended({ files }: FixResult, { writes }: FixOptions): string {
  if (files.length === 0) return "No Dockerfile was looked at.";
  const changed = files.filter(({ before, after, others }) => before !== after || others.length > 0).length;
  const mended = files.reduce((sum, file) => sum + file.mended.length, 0);
  if (changed === 0) return `Nothing to mend in ${countOf(files.length, "file")}.`;
  const where = files.length === 1 ? "1 file" : `${changed} of ${files.length} files`;
  const what = `${countOf(mended, "finding")} in ${where}`;
  return writes ? `Mended ${what}.` : `Would mend ${what}; nothing was written.`;
}

function renderLeft(left: readonly Finding[], style: Style): string {
  if (left.length === 0) return `Left: ${style.paint("good", "no findings")}.`;
  const offers = (["unsafe", "restructure"] as const).flatMap((kind) => {
    const count = left.filter(({ fix }) => fix?.applicability === kind).length;
    return count === 0 ? [] : [`${style.paint("code", `--${kind}`)} would mend ${count}`];
  });
  const more = offers.length === 0 ? "" : `; ${offers.join(", and ")}`;
  return `Left: ${countLevels(left, style)}${more}.`;
}

/** What decides the exit status; development containers are mended and never gated. */
function renderGate({ files }: FixResult, failOn: FixOptions["failOn"]): string {
  if (failOn === "never") return "";
  const count = files
    .filter(({ isDevelopment }) => !isDevelopment)
    .reduce((sum, { left }) => sum + left.filter(({ severity }) => isAtLeast(severity, failOn)).length, 0);
  if (count === 0) return "";
  const level = failOn === "error" ? "" : " or above";
  return `${countOf(count, "finding")} of level ${failOn}${level} ${count === 1 ? "remains" : "remain"}.`;
}
