import { type FileWrite, type Finding, limits } from "../base/index.ts";
import { chooseFileFixes, type MendedFinding, type OfferedFix } from "../playbook/index.ts";
import type { JudgedFile } from "./judge-file.ts";
import type { PlannedFiles } from "./planned-files.ts";
import { type SettledText, type SettleRequest, settleFixes, withdrawnFix } from "./settle-fixes.ts";

/** A text that settled together with the files that its fixes write. */
export interface SettledFiles extends SettledText {
  /** What fixes write beside it, each path once, in the order in which they were found. */
  readonly others: readonly FileWrite[];
}

/**
 * Settles a text, then plans the files that fixes of what is left write, and judges and settles the text again with them,
 * until no fix writes anything more: what is told to be left is what a later run finds. A file whose finding stays, or
 * that brings another one, is given up. What is planned stays planned.
 */
export async function settleWithFiles(request: SettleRequest, planned: PlannedFiles): Promise<SettledFiles> {
  let settled = await settleFixes(request);
  const others = new Map<string, FileWrite>();
  const refused = new Set<string>();
  for (let round = 0; round < limits.fixRounds; round++) {
    const findings = settled.last.judgement.findings.filter(({ rule }) => !refused.has(rule));
    const offered = chooseFileFixes(findings, request.allowed);
    const writes = offered.flatMap(({ fix }) => fix.files ?? []);
    if (writes.length === 0) break;
    for (const write of writes) planned.plan(write);
    const judged = await request.judge(settled.text);
    if (!isGone(offered, settled.last, judged)) {
      for (const { path } of writes) restore(path, others, planned);
      for (const { finding } of offered) refused.add(finding.rule);
      continue;
    }
    for (const write of writes) {
      const before = others.get(write.path)?.before ?? write.before;
      others.set(write.path, others.has(write.path) ? { ...write, before } : write);
    }
    settled = append(settled, offered, await settleFixes({ ...request, text: settled.text }));
  }
  const problems = [...refused].map((rule) => withdrawnFix(request.path, rule));
  return {
    ...settled,
    others: [...others.values()],
    withdrawn: [...settled.withdrawn, ...refused],
    problems: [...settled.problems, ...problems],
  };
}

function restore(path: string, others: ReadonlyMap<string, FileWrite>, planned: PlannedFiles): void {
  const earlier = others.get(path);
  if (earlier === undefined) planned.forget(path);
  else planned.plan(earlier);
}

/**
 * Whether what the files were written for is gone, and no practice is held to less than before: of one rule's finding
 * another of the same practice may be left, which says what the file could not do.
 */
function isGone(offered: readonly OfferedFix[], before: JudgedFile, after: JudgedFile): boolean {
  const rules = countBy(after, before, ({ rule }) => rule);
  const practices = countBy(after, before, ({ practice }) => practice);
  if ([...practices.values()].some((more) => more > 0)) return false;
  return offered.every(({ finding }) => (rules.get(finding.rule) ?? 0) < 0);
}

/** How many findings more there are, by one of their names. */
function countBy(
  after: JudgedFile,
  before: JudgedFile,
  nameOf: (finding: Finding) => string,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = (finding: Finding, by: number) =>
    counts.set(nameOf(finding), (counts.get(nameOf(finding)) ?? 0) + by);
  for (const finding of after.judgement.findings) add(finding, 1);
  for (const finding of before.judgement.findings) add(finding, -1);
  return counts;
}

/** What was mended by files, and then in the text, behind what was mended before; places are of the text as it came. */
function append(settled: SettledText, offered: readonly OfferedFix[], next: SettledText): SettledText {
  const last = Math.max(0, ...settled.mended.map(({ round }) => round)) + 1;
  const moved = ({ finding, ...rest }: MendedFinding): MendedFinding => {
    const start = settled.placeBefore(finding.span.start);
    const span = { start, end: Math.max(start, settled.placeBefore(finding.span.end)) };
    return { ...rest, finding: { ...finding, span }, round: rest.round + last };
  };
  const byFiles = offered.map((offer) => moved({ ...offer, round: 0 }));
  return {
    ...next,
    first: settled.first,
    mended: [...settled.mended, ...byFiles, ...next.mended.map(moved)],
    withdrawn: [...new Set([...settled.withdrawn, ...next.withdrawn])],
    problems: next.problems,
    placeBefore: (offset) => settled.placeBefore(next.placeBefore(offset)),
  };
}
