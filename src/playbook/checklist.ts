import type { Finding, Span } from "../base/index.ts";
import { isAtLeast } from "../base/index.ts";
import type { Judgement } from "./engine.ts";
import { PRACTICES, type Practice, type PracticeName } from "./practice.ts";
import type { DockerfileSubject } from "./subject.ts";

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

/** What a practice has to say where no rule broke it. */
type Verdict = Pick<ChecklistLine, "status" | "evidence">;
type Judge = (subject: DockerfileSubject) => Verdict;

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
  const judge = JUDGES.get(practice.name);
  if (!hasRules && judge === undefined) return { practice, status: "unknown", evidence: NOT_JUDGED };
  if (!hasRules) return { practice, status: "unknown", evidence: "its rules are switched off" };
  const { status, evidence } = judge?.(subject) ?? { status: "unknown", evidence: NOT_JUDGED };
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

/** Where no finding breaks a practice, these say whether that means it is kept. */
const JUDGES: ReadonlyMap<PracticeName, Judge> = new Map<PracticeName, Judge>([
  ["lean-context", judgeContext],
  ["pinned-base", judgePins],
  ["clean-shutdown", judgeShutdown],
  [
    "no-secrets",
    () => ({ status: "unknown", evidence: "no name of a secret in ARG or ENV; values were not looked at" }),
  ],
  [
    "configuration",
    () => ({
      status: "unknown",
      evidence: "variables are defined before their use; which are needed at run time is not known",
    }),
  ],
  ["works", judgeWorks],
  ["well-formed", () => ({ status: "kept", evidence: "nothing that changes what is built" })],
]);

function judgeContext({ context, evaluated }: DockerfileSubject): Verdict {
  const copies = evaluated.stages.some(({ steps }) =>
    steps.some(({ instruction }) => {
      return instruction.kind === "add" || (instruction.kind === "copy" && instruction.from === undefined);
    }),
  );
  if (!copies) return { status: "not-applicable", evidence: "nothing is copied from the build context" };
  if (context.kind === "unknown") return { status: "unknown", evidence: context.reason };
  if (context.ignoreFile === undefined)
    return { status: "kept", evidence: "single files are copied, so nothing else is sent" };
  return { status: "unknown", evidence: `${context.ignoreFile} is there; what it misses was not looked at` };
}

function judgePins({ evaluated }: DockerfileSubject): Verdict {
  const images = evaluated.stages.flatMap(({ base }) => (base.kind === "image" ? [base.reference] : []));
  const unknown = evaluated.stages.some(({ base }) => base.kind === "unknown");
  if (unknown) return { status: "unknown", evidence: "the name of a base is not known" };
  if (images.length === 0) return { status: "not-applicable", evidence: "no base image is pulled" };
  const pinned = images.filter(({ digest }) => digest !== undefined).length;
  if (pinned === images.length)
    return {
      status: "kept",
      evidence: pinned === 1 ? "the base has a digest" : `all ${pinned} bases have a digest`,
    };
  return {
    status: "unknown",
    evidence: `${pinned} of ${images.length} bases have a digest; their age is not known`,
  };
}

function judgeShutdown({ evaluated }: DockerfileSubject): Verdict {
  const starts = evaluated.target?.steps.some(({ instruction }) => {
    return instruction.kind === "cmd" || instruction.kind === "entrypoint";
  });
  if (starts !== true) return { status: "unknown", evidence: "the base image decides what is started" };
  return { status: "kept", evidence: "the application is started without a shell" };
}

function judgeWorks({ evaluated }: DockerfileSubject): Verdict {
  const { dockerfile, problems } = evaluated;
  if (dockerfile.problems.length + problems.length > 0)
    return { status: "broken", evidence: "the builder refuses the file" };
  return {
    status: "unknown",
    evidence: "the builder takes the file; what its commands find was not looked at",
  };
}
