import type { Finding, Severity } from "../../base/index.ts";
import type { CheckResult } from "../../playbook/index.ts";
import { type LocatedProblem, locateProblems } from "../located-problem.ts";
import { LineIndex, lastLine, type Place } from "../place.ts";
import { visibleText } from "../visible-text.ts";

const COMMANDS: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  information: "notice",
};

/**
 * A check as workflow commands, one line for each finding and problem, which GitHub shows beside the changed
 * lines; empty where there is nothing to say. No text of a checked file can end a command or begin another.
 * Spec: GitHub Actions, "Workflow commands", setting an error, warning or notice message.
 */
export function renderGithub(result: CheckResult): string {
  const lines = [
    ...result.files.flatMap((file) => {
      const index = new LineIndex(file.text);
      return file.findings.map((finding) => renderFinding(finding, file.path, index));
    }),
    ...locateProblems(result).map(renderProblem),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function renderFinding(finding: Finding, path: string, lines: LineIndex): string {
  const { severity, rule, span, message, fix } = finding;
  const place = { ...lines.place(span), endLine: lastLine(lines, span) };
  const text = fix === undefined ? message : `${message}\nhelp: ${fix.title} (${fix.applicability})`;
  return renderCommand(COMMANDS[severity], [...placeProperties(path, place), ["title", rule]], text);
}

function renderProblem({ problem, path, place }: LocatedProblem): string {
  const properties = path === undefined ? [] : placeProperties(path, place);
  return renderCommand("warning", [...properties, ["title", problem.code]], problem.message);
}

type Property = readonly [name: string, value: string | number];

/** Columns are left out of what spans lines, because the runner then ignores the whole place. */
function placeProperties(path: string, place: Place | undefined): readonly Property[] {
  if (place === undefined) return [["file", path]];
  const { startLine, startColumn, endLine, endColumn } = place;
  const lines: readonly Property[] = [
    ["file", path],
    ["line", startLine],
    ["endLine", endLine],
  ];
  // A span that takes the line feed along ends in the first column of a line that it does not touch.
  if (startLine !== endLine || endColumn < startColumn) return lines;
  return [...lines, ["col", startColumn], ["endColumn", endColumn]];
}

function renderCommand(command: string, properties: readonly Property[], message: string): string {
  const shown = properties.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(",");
  return `::${command} ${shown}::${escapeData(message)}`;
}

/** Line breaks are kept, escaped; what else a log viewer would act upon is made visible. */
function escapeData(text: string): string {
  return text
    .split(/(\r\n|\r|\n)/)
    .map((part, index) => (index % 2 === 0 ? visibleText(part).replaceAll("%", "%25") : encodeURI(part)))
    .join("");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
