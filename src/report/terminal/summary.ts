import { type Finding, isAtLeast, SEVERITIES, type Severity } from "../../base/index.ts";
import type { CheckedFile, CheckResult } from "../../playbook/index.ts";
import { visibleText } from "../visible-text.ts";
import { renderProblem } from "./problem-lines.ts";
import { countOf, joinLines } from "./prose.ts";
import { makeStyle, type Style } from "./style.ts";
import type { TerminalOptions } from "./terminal-options.ts";

/** The end of a check: what could not be read at all, the counts, and what to do next. Ends with a line feed. */
export function renderSummary(result: CheckResult, options: TerminalOptions): string {
  const style = makeStyle(options);
  const findings = result.files.flatMap((file) => file.findings);
  const sentences = [
    renderCounts(result, findings, style),
    renderOther(result),
    renderGate(result.files, options.failOn),
    renderFixes(findings),
    renderNext(findings, style),
  ];
  const lines = [
    ...result.problems.flatMap((problem) => [...renderProblem(problem, style), ""]),
    ...sentences.flatMap((sentence) => (sentence === "" ? [] : [sentence])),
  ];
  return joinLines(lines);
}

function renderCounts({ files }: CheckResult, findings: readonly Finding[], style: Style): string {
  if (files.length === 0) return "No Dockerfile was checked.";
  const checked = countOf(files.length, "file");
  if (findings.length === 0) return `Checked ${checked}: ${style.paint("good", "no findings")}.`;
  return `Checked ${checked}: ${countLevels(findings, style)}.`;
}

const PLURALS: Readonly<Record<Severity, string>> = {
  error: "errors",
  warning: "warnings",
  information: "information",
};

function renderOther({ files, problems }: CheckResult): string {
  const broken = new Set(
    files.flatMap(({ checklist }) =>
      checklist.flatMap(({ practice, status }) => (status === "broken" ? [practice.name] : [])),
    ),
  );
  const suppressed = files.reduce((sum, file) => sum + file.suppressed, 0);
  const unused = problems.length + files.reduce((sum, file) => sum + file.problems.length, 0);
  const parts = [
    broken.size === 0 ? "" : `${countOf(broken.size, "practice")} broken`,
    suppressed === 0 ? "" : `${countOf(suppressed, "finding")} suppressed by comments`,
    unused === 0 ? "" : `${countOf(unused, "problem")} with what could not be read or used`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : `${capitalize(joinList(parts))}.`;
}

/** What decides the exit status; development containers are reported and never gated. */
function renderGate(files: readonly CheckedFile[], failOn: TerminalOptions["failOn"]): string {
  if (failOn === "never") return "";
  const level = failOn === "error" ? "" : " or above";
  const failing = files.map((file) => ({
    count: file.findings.filter(({ severity }) => isAtLeast(severity, failOn)).length,
    isDevelopment: file.isDevelopment,
  }));
  const sum = (isDevelopment: boolean): number =>
    failing.reduce((total, file) => total + (file.isDevelopment === isDevelopment ? file.count : 0), 0);
  const spared =
    sum(true) === 0
      ? ""
      : `; ${sum(true)} in development containers ${sum(true) === 1 ? "is" : "are"} not gated`;
  if (sum(false) === 0) return spared === "" ? "" : `No finding fails the check${spared}.`;
  return `The check fails: ${countOf(sum(false), "finding")} of level ${failOn}${level}${spared}.`;
}

/** How many findings come with a fix, by how far it may be trusted. */
function renderFixes(findings: readonly Finding[]): string {
  const offers = (["safe", "unsafe", "restructure"] as const).flatMap((applicability) => {
    const count = findings.filter(({ fix }) => fix?.applicability === applicability).length;
    return count === 0 ? [] : [`${count} ${applicability}`];
  });
  return offers.length === 0 ? "" : `Findings with a fix: ${offers.join(", ")}.`;
}

/** Names the rule that the reader meets most among the gravest, for that page answers most questions. */
function renderNext(findings: readonly Finding[], { paint }: Style): string {
  const gravest = SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity));
  const counts = new Map<string, number>();
  for (const { rule, severity } of findings) {
    if (severity === gravest) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  let best: string | undefined;
  for (const [rule, count] of counts) {
    if (best === undefined || count > (counts.get(best) ?? 0)) best = rule;
  }
  if (best === undefined) return "";
  return `Why, and what else to do: ${paint("code", `plimsoll explain ${visibleText(best)}`)}`;
}

/** How many findings there are of each level, in words. */
export function countLevels(findings: readonly Finding[], { paint }: Style): string {
  const counts = SEVERITIES.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [paint(severity, countOf(count, severity, PLURALS[severity]))];
  });
  return joinList(counts);
}

function joinList(parts: readonly string[]): string {
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}

function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
