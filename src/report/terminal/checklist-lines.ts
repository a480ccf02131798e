import type { ChecklistLine, PracticeStatus } from "../../playbook/index.ts";
import type { LineIndex } from "../place.ts";
import { showMessage, wrapBehind } from "./prose.ts";
import type { Style, Tone } from "./style.ts";
import { displayWidth } from "./width.ts";

const TONES: Readonly<Record<PracticeStatus, Tone>> = {
  kept: "good",
  broken: "error",
  "not-applicable": "faint",
  unknown: "faint",
};

/**
 * The checklist of a file, group by group in the order of the practices. What is kept or broken has a line of its
 * own; what is unknown or does not apply shares one with what has the same reason.
 */
export function renderChecklist(
  checklist: readonly ChecklistLine[],
  lines: LineIndex,
  style: Style,
): readonly string[] {
  const groups = new Map<string, ChecklistLine[]>();
  for (const line of checklist) {
    const group = groups.get(line.practice.group);
    if (group === undefined) groups.set(line.practice.group, [line]);
    else group.push(line);
  }
  const nameWidth = Math.max(0, ...checklist.filter(isTold).map(({ practice }) => practice.name.length));
  return [...groups].flatMap(([name, group]) => [
    `  ${style.paint("strong", showMessage(name))}`,
    ...group.filter(isTold).flatMap((line) => renderTold(line, lines, nameWidth, style)),
    ...renderUntold(group, style),
  ]);
}

function isTold({ status }: ChecklistLine): boolean {
  return status === "kept" || status === "broken";
}

function renderTold(
  { practice, status, evidence, span }: ChecklistLine,
  lines: LineIndex,
  nameWidth: number,
  style: Style,
): readonly string[] {
  const place = span === undefined ? "" : ` (line ${lines.lineAt(span.start)})`;
  const text = `${practice.promise} ${style.marks.dash} ${showMessage(evidence)}${place}`;
  const name = practice.name.padEnd(nameWidth);
  return wrapMarked(status, `${name}  `, text, style);
}

function renderUntold(group: readonly ChecklistLine[], style: Style): readonly string[] {
  const byReason = new Map<string, ChecklistLine[]>();
  for (const line of group) {
    if (isTold(line)) continue;
    const key = `${line.status} ${line.evidence}`;
    const same = byReason.get(key);
    if (same === undefined) byReason.set(key, [line]);
    else same.push(line);
  }
  return [...byReason.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const names = same.map(({ practice }) => practice.name).join(", ");
    return wrapMarked(first.status, "", `${names}: ${showMessage(first.evidence)}`, style);
  });
}

function wrapMarked(status: PracticeStatus, name: string, text: string, style: Style): readonly string[] {
  const mark = style.marks.status[status];
  const tone = TONES[status];
  const lead = `    ${mark} `;
  const wrapped = wrapBehind(lead + name, text, style.proseColumns);
  return wrapped.map((line, index) => {
    const faint = (rest: string): string => (tone === "faint" ? style.paint("faint", rest) : rest);
    if (index > 0) return faint(line);
    return `    ${style.paint(tone, mark)}${faint(line.slice(displayWidth(lead) - 1))}`;
  });
}
