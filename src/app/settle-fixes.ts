import { type Applicability, type Edit, type Finding, limits, type Problem } from "../base/index.ts";
import { applyFixes, type FixRound, type MendedFinding } from "../playbook/index.ts";
import type { AppCode } from "./codes.ts";
import type { JudgedFile } from "./judge-file.ts";

/** What to mend, and how it is judged. */
export interface SettleRequest {
  readonly path: string;
  readonly text: string;
  readonly allowed: ReadonlySet<Applicability>;
  readonly judge: (text: string) => Promise<JudgedFile>;
}

/** A text that no allowed fix changes any more. */
export interface SettledText {
  readonly text: string;
  /** What was said of the text as it came, and what is said of it now. */
  readonly first: JudgedFile;
  readonly last: JudgedFile;
  readonly mended: readonly MendedFinding[];
  /** Where an offset of the text stood in the text as it came; inside of what was put in, where that begins. */
  readonly placeBefore: (offset: number) => number;
  /** The rules whose fixes were withdrawn. */
  readonly withdrawn: readonly string[];
  /** Fixes that were withdrawn, and a text that did not settle. */
  readonly problems: readonly Problem[];
}

/**
 * Applies fixes in rounds, each followed by a fresh judgement, until none is left or `limits.fixRounds` is reached.
 *
 * A round is kept only if its findings are gone, no rule finds more than before, and the builder refuses nothing
 * that it took. Where one does not hold, the fixes of the round are tried one by one, and the rule whose fix does
 * harm mends nothing more, unless others have mended what stood in its way; so a mistake in a rule costs a fix and
 * no Dockerfile.
 */
export async function settleFixes(request: SettleRequest): Promise<SettledText> {
  const first = await request.judge(request.text);
  const state: State = { text: request.text, judged: first, steps: [], seen: new Set([request.text]) };
  const withdrawn = new Set<string>();
  let alone = false;
  let rounds = 0;
  let retriedAt = 0;
  for (; rounds < limits.fixRounds; rounds++) {
    const { instructions } = state.judged.subject.evaluated.dockerfile;
    const { findings } = state.judged.judgement;
    const options = { allowed: request.allowed, instructions, except: withdrawn, alone };
    const round = applyFixes(state.text, findings, options);
    if (round === undefined) {
      // What did harm before may do none now; only what does harm to the text as it is stays withdrawn.
      if (withdrawn.size === 0 || state.steps.length === retriedAt) break;
      retriedAt = state.steps.length;
      withdrawn.clear();
      alone = false;
      continue;
    }
    const judged = await request.judge(round.text);
    if (!state.seen.has(round.text) && isBetter(state.judged, judged, round)) {
      state.seen.add(round.text);
      state.steps.push(round);
      state.text = round.text;
      state.judged = judged;
      continue;
    }
    const [culprit] = round.applied;
    if (!alone && round.applied.length > 1) alone = true;
    else if (culprit !== undefined) {
      withdrawn.add(culprit.finding.rule);
      alone = false;
    }
  }
  const { text, judged: last, steps } = state;
  const problems = [...withdrawn].map((rule) => withdrawnFix(request.path, rule));
  if (rounds === limits.fixRounds) problems.push(unsettled(request.path));
  return {
    text,
    first,
    last,
    withdrawn: [...withdrawn],
    placeBefore: (offset) => placeBefore(offset, steps),
    mended: steps.flatMap((step, index) => mendedBy(step, steps, index)).map((one) => tellLasting(one, text)),
    problems,
  };
}

interface State {
  text: string;
  judged: JudgedFile;
  readonly steps: FixRound[];
  /** Texts that were there before: fixes that undo each other must not go round in circles. */
  readonly seen: Set<string>;
}

function isBetter(before: JudgedFile, after: JudgedFile, round: FixRound): boolean {
  if (refusals(after) > refusals(before)) return false;
  const counts = new Map<string, number>();
  for (const { rule } of before.judgement.findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  const left = new Set<string>();
  for (const finding of after.judgement.findings) {
    const count = (counts.get(finding.rule) ?? 0) - 1;
    if (count < 0) return false;
    counts.set(finding.rule, count);
    left.add(keyOf(finding, offsetBefore(finding.span.start, round.edits)));
  }
  return round.applied.every(({ finding }) => !left.has(keyOf(finding, finding.span.start)));
}

function refusals({ subject: { evaluated } }: JudgedFile): number {
  return evaluated.dockerfile.problems.length + evaluated.problems.length;
}

function keyOf({ rule, message }: Finding, start: number): string {
  return `${start} ${rule} ${message}`;
}

/** Where an offset of the edited text stood before; inside of what was put in, where that begins. */
function offsetBefore(offset: number, edits: readonly Edit[]): number {
  let shift = 0;
  for (const { span, text } of edits) {
    const start = span.start + shift;
    if (offset < start) break;
    if (offset < start + text.length) return span.start;
    shift += text.length - (span.end - span.start);
  }
  return offset - shift;
}

/** What a round mended, with places in the text as it came. */
function mendedBy(step: FixRound, steps: readonly FixRound[], index: number): readonly MendedFinding[] {
  const back = (offset: number) => placeBefore(offset, steps.slice(0, index));
  return step.applied.map(({ finding, fix }) => {
    const start = back(finding.span.start);
    const span = { start, end: Math.max(start, back(finding.span.end)) };
    return { finding: { ...finding, span }, fix, round: index + 1 };
  });
}

/** Says so where what a fix wrote is not what stands in the end: a later fix went on from there, or did it otherwise. */
function tellLasting(mended: MendedFinding, text: string): MendedFinding {
  const { fix } = mended;
  const isLasting = fix.edits.every((edit) => text.includes(edit.text.trim()));
  if (isLasting) return mended;
  return { ...mended, fix: { ...fix, title: `${fix.title}; a later fix changes that again` } };
}

function placeBefore(offset: number, steps: readonly FixRound[]): number {
  return steps.reduceRight((at, { edits }) => offsetBefore(at, edits), offset);
}

/** A rule's fix that did harm, as a problem. */
export function withdrawnFix(path: string, rule: string): Problem {
  const code: AppCode = "app/fix-withdrawn";
  const message = `a fix of ${rule} was not kept: its finding stayed, or another came`;
  return { code, message, path };
}

function unsettled(path: string): Problem {
  const code: AppCode = "app/fixes-unsettled";
  const message = `fixes were still found after ${limits.fixRounds} rounds; run plimsoll fix again`;
  return { code, message, path };
}
