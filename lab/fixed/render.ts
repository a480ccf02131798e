import {
  type AnswerChange,
  type AppliedFix,
  type ProvedFixes,
  type ProvedWay,
  WAYS,
  type Way,
} from "./proved.ts";
import { listFixes, NOT_PROVABLE } from "./safe-rules.ts";

const BEGIN = "<!-- made by: npm run lab:fixed -->";
const END = "<!-- made: end -->";
/** In how many Dockerfiles each safe rule should be proved. */
const ENOUGH = 2;

/** The tables of what was proved, as they stand in `docs/fixing.md`. */
export async function renderProved(
  proved: readonly ProvedFixes[],
  engine: string,
  definitions: number,
): Promise<string> {
  const tried = proved.filter(({ missingBases }) => missingBases.length === 0);
  const fixes = await listFixes();
  return [
    `${number(proved.length)} of ${number(definitions)} Dockerfiles were tried, the last time with ${engine}.`,
    renderCounts(proved, tried),
    "#### Differences that are left",
    list(tried.flatMap(listDifferences)),
    "#### Differences that are known, and why",
    list(tried.flatMap(listKnown)),
    "#### In how many Dockerfiles each rule's fixes held",
    renderRules(tried, fixes),
    "#### Safe fixes that were tried less than twice",
    list(listShort(tried, fixes)),
    "#### The Dockerfiles",
    renderDockerfiles(tried),
    ...listMissing(proved),
  ].join("\n\n");
}

/** A page with its tables between the markers exchanged. */
export function exchangeTables(page: string, tables: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END, begin);
  if (begin === -1 || end === -1) throw new Error("docs/fixing.md has lost the markers of its second tables");
  return `${page.slice(0, begin + BEGIN.length)}\n\n${tables}\n\n${page.slice(end)}`;
}

function renderCounts(proved: readonly ProvedFixes[], tried: readonly ProvedFixes[]): string {
  const waysOf = (way: Way): readonly ProvedWay[] => tried.flatMap((one) => one[way] ?? []);
  const count = (holds: (one: ProvedWay) => boolean) => (way: Way) =>
    number(waysOf(way).filter(holds).length);
  const sum = (of: (one: ProvedWay) => number) => (way: Way) => {
    return way === "safe" ? number(waysOf(way).reduce((total, one) => total + of(one), 0)) : "not promised";
  };
  const lines: readonly (readonly [string, (way: Way) => string])[] = [
    ["tried", (way) => number(proved.filter(({ ways }) => ways.includes(way)).length)],
    ["left out, as a base image is not made", () => number(proved.length - tried.length)],
    ["changed", count(() => true)],
    ["build before and after", count(({ build }) => build === "builds before and after")],
    [
      "fail before and after, in the same way",
      count(({ build }) => build === "fails before and after, in the same way"),
    ],
    ["failed before, build after", count(({ build }) => build === "failed before, builds after")],
    ["end otherwise, as a page names", count(({ build }) => build === "ends otherwise, as a page names")],
    ["started", count(({ answer }) => answer !== undefined)],
    ["do exactly the same", count(({ answer }) => answer === "the same")],
    [
      "do the same, but for text that varies by itself",
      count(({ answer }) => answer === "the same but for what varies"),
    ],
    ["do otherwise what is expected of them", count(({ answer }) => answer === "as expected")],
    ["did not do what they should, and do now", count(({ answer }) => answer === "better")],
    ["failed before, and fail still", count(({ answer }) => answer === "fails still")],
    ["do otherwise, as a page names", count(({ answer }) => answer === "as a page names")],
    ["got a health check, which comes to good", count(({ isHealthy }) => isHealthy === true)],
    [
      "image pairs compared, path by path",
      (way) => (way === "safe" ? count(({ paths }) => paths > 0)(way) : "not promised"),
    ],
    ["paths compared", sum(({ paths }) => paths)],
    ["paths that differ as a page declares", sum(({ declared }) => declared)],
    ["paths that differ between two builds of the unchanged file too", sum(({ noise }) => noise)],
    ["Dockerfiles with any other difference", count(({ differences }) => differences.length > 0)],
  ];
  return table(
    ["", "safe fixes", "all fixes, where they change more"],
    lines.map(([name, cell]) => [name, ...WAYS.map(cell)]),
  );
}

function listDifferences(proved: ProvedFixes): readonly string[] {
  if (proved.trouble !== undefined)
    return [`\`${proved.name}\`: not tried to the end: ${oneLine(proved.trouble)}`];
  return WAYS.flatMap((way) => {
    const differences = proved[way]?.differences ?? [];
    const more = differences.length - MOST_TOLD;
    const told = [
      ...differences.slice(0, MOST_TOLD).map(oneLine),
      ...(more > 0 ? [`${number(more)} more of these`] : []),
    ];
    return told.map((text) => `\`${proved.name}\`, ${way === "safe" ? "safe fixes" : "all fixes"}: ${text}`);
  });
}

function listKnown({ name, safe }: ProvedFixes): readonly string[] {
  return (safe?.known ?? []).map(({ text, why }) => `\`${name}\`: ${oneLine(text)}. ${why}`);
}

/** So many differences of a Dockerfile tell what is wrong with it. */
const MOST_TOLD = 5;

/** In how many Dockerfiles a fix was applied without a difference. */
function countHeld(tried: readonly ProvedFixes[], { rule, applicability }: AppliedFix): number {
  return tried.filter((proved) =>
    WAYS.some((way) => {
      const one = proved[way];
      // What fails before and after shows nothing of an image.
      if (
        one === undefined ||
        one.differences.length > 0 ||
        one.build === "fails before and after, in the same way"
      ) {
        return false;
      }
      // A safe fix is proved where nothing but safe fixes was applied.
      if (applicability === "safe" && way !== "safe") return false;
      return one.applied.some((fix) => fix.rule === rule && fix.applicability === applicability);
    }),
  ).length;
}

function renderRules(tried: readonly ProvedFixes[], fixes: readonly AppliedFix[]): string {
  const names = [...new Set([...fixes, ...tried.flatMap(appliedIn)].map(({ rule }) => rule))].sort();
  const rows = names.flatMap((rule) => {
    const cells = WAYS.map((applicability) => {
      const held = countHeld(tried, { rule, applicability });
      const has = fixes.some((fix) => fix.rule === rule && fix.applicability === applicability);
      return held === 0 && !has ? "" : number(held);
    });
    return cells.every((cell) => cell === "") ? [] : [[`\`${rule}\``, ...cells]];
  });
  return table(["", "safe fixes", "unsafe fixes"], rows);
}

function listShort(tried: readonly ProvedFixes[], fixes: readonly AppliedFix[]): readonly string[] {
  const safe = fixes.filter(({ applicability }) => applicability === "safe");
  return safe
    .map((fix) => ({ fix, held: countHeld(tried, fix) }))
    .filter(({ held }) => held < ENOUGH)
    .sort((a, b) => (a.fix.rule < b.fix.rule ? -1 : 1))
    .map(({ fix: { rule }, held }) => {
      const why = NOT_PROVABLE.get(rule) ?? "no other Dockerfile of the lab has it";
      return `\`${rule}\`: ${held === 0 ? "never" : "once"}; ${why}`;
    });
}

function appliedIn(proved: ProvedFixes): readonly AppliedFix[] {
  return WAYS.flatMap((way) => proved[way]?.applied ?? []);
}

function renderDockerfiles(tried: readonly ProvedFixes[]): string {
  const changed = tried.filter(({ safe, unsafe }) => safe !== undefined || unsafe !== undefined);
  return table(
    ["Name", "Safe fixes of", "and what came of them", "Unsafe fixes of", "and what came of them"],
    changed.map((proved) => [
      proved.name,
      rulesOf(proved.safe, "safe"),
      happened(proved.safe),
      rulesOf(proved.unsafe, "unsafe"),
      happened(proved.unsafe),
    ]),
    false,
  );
}

function rulesOf(one: ProvedWay | undefined, applicability: Way): string {
  const applied = one?.applied.filter((fix) => fix.applicability === applicability) ?? [];
  return [...new Set(applied.map(({ rule }) => rule))].sort().join(", ");
}

function happened(one: ProvedWay | undefined): string {
  if (one === undefined) return "";
  if (one.differences.length > 0) return "**differs**";
  return [one.build, ...(one.answer === undefined ? [] : [ANSWERS[one.answer]])].join("; ");
}

const ANSWERS: Readonly<Record<AnswerChange, string>> = {
  "the same": "does the same",
  "the same but for what varies": "does the same but for what varies",
  better: "does better",
  "fails still": "fails still",
  "as a page names": "does otherwise, as a page names",
  "as expected": "does what is expected",
  otherwise: "does otherwise",
};

function listMissing(proved: readonly ProvedFixes[]): readonly string[] {
  const missing = proved.filter(({ missingBases }) => missingBases.length > 0);
  if (missing.length === 0) return [];
  const lines = missing.map(
    ({ name, missingBases }) => `\`${name}\`: ${missingBases.join(", ")} is not made`,
  );
  return ["#### Not tried", list(lines)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[], isOfNumbers = true): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((one) => one.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = `|---|${head
    .slice(1)
    .map(() => (isOfNumbers ? "---:|" : "---|"))
    .join("")}`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

function list(lines: readonly string[]): string {
  return lines.length === 0 ? "None." : lines.map((line) => `- ${line}`).join("\n");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, 400);
}

function number(value: number): string {
  return value.toLocaleString("en");
}
