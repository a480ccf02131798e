import type { Finding, Span } from "../base/index.ts";
import { isAtLeast } from "../base/index.ts";
import type { Judgement } from "./engine.ts";
import { PRACTICES, type Practice } from "./practice.ts";
import type { DockerfileSubject } from "./subject.ts";
import { VERDICTS } from "./verdicts.ts";

/** How a practice stands in one file. */
export type PracticeStatus = "kept" | "broken" | "not-applicable" | "unknown";

/** A line of the checklist for one file, with what it rests on. */
export interface ChecklistLine {
  readonly practice: Practice;
  readonly status: PracticeStatus;
  /** What was seen, in a few words. */
  readonly evidence: string;
  /** Where it was seen, where that is a place in the file. */
  readonly span?: Span;
}

/**
 * How every practice stands in a Dockerfile: broken where a finding says so, and otherwise what can be said
 * from the text. What cannot be told is unknown, with the reason; it never counts as kept.
 */
export function fillChecklist(subject: DockerfileSubject, judgement: Judgement): readonly ChecklistLine[] {
  const judged = new Set(judgement.rules.map((rule) => rule.practice));
  const found = Map.groupBy(judgement.findings, (finding) => finding.practice);
  return PRACTICES.map((practice) => {
    return fillLine(practice, subject, found.get(practice.name) ?? [], judged.has(practice.name));
  });
}

function fillLine(
  practice: (typeof PRACTICES)[number],
  subject: DockerfileSubject,
  own: readonly Finding[],
  hasRules: boolean,
): ChecklistLine {
  const broken = own.filter(({ severity }) => isAtLeast(severity, "warning"));
  const first = broken[0];
  if (first !== undefined) return { practice, status: "broken", evidence: countOf(broken), span: first.span };
  const judge = VERDICTS.get(practice.name);
  if (judge === undefined) return { practice, status: "unknown", evidence: NOT_JUDGED };
  if (!hasRules) return { practice, status: "unknown", evidence: "none of its rules was asked" };
  const { status, evidence } = judge(subject);
  return { practice, status, evidence: own.length === 0 ? evidence : `${evidence}; ${noted(own.length)}` };
}

const NOT_JUDGED = "not told from the text of a Dockerfile";

/** Findings below a warning do not break a practice. */
function noted(count: number): string {
  return count === 1 ? "one finding of information" : `${count} findings of information`;
}

function countOf(findings: readonly Finding[]): string {
  const first = findings[0]?.message ?? "";
  return findings.length === 1 ? first : `${first}, and ${findings.length - 1} more`;
}
