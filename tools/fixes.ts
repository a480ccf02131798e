/**
 * Mends every Dockerfile of the open corpus and looks whether all that is promised of fixes holds; writes what came
 * out into `docs/fixing.md`.
 *
 *   --oracle PATH    the builder's answers, as `npm run oracle` builds it; without it they are left out
 *   --every N        every so manieth file only
 *   --print          prints the tables and leaves the page as it is
 *
 * Each file is mended twice, by safe fixes and by all, without its build context, on a fixed day. What does not hold is
 * printed with the file's number in the corpus, and ends the run with exit status 1.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Applicability, encodeSource } from "../src/base/index.ts";
import { type RuleDefinition, rules } from "../src/playbook/index.ts";
import { CORPUS_ABSENT, type CorpusRow, corpusRows, hasCorpus } from "../tests/conformance/documents.ts";
import { type ExaminedFixes, examineFixes, PROPERTIES } from "../tests/corpus/examine-fixes.ts";

const PAGE = fileURLToPath(new URL("../docs/fixing.md", import.meta.url));
const BEGIN = "<!-- made by: npm run fixes -->";
const END = "<!-- made: end -->";

const { values: options } = parseArgs({
  options: {
    oracle: { type: "string" },
    every: { type: "string", default: "1" },
    print: { type: "boolean", default: false },
  },
});

/** What one way of fixing did to the whole corpus. */
interface Tally {
  readonly name: string;
  readonly files: number;
  withFindings: number;
  changed: number;
  findings: number;
  mended: number;
  left: number;
  milliseconds: number;
  readonly byRule: Map<string, number>;
  readonly withdrawn: Map<string, number>;
  readonly broken: Map<string, number>;
  /** Texts before and after, of the files that changed. */
  readonly pairs: { readonly at: number; readonly before: string; readonly after: string }[];
}

const MODES: readonly (readonly [string, ReadonlySet<Applicability>])[] = [
  ["safe", new Set(["safe"])],
  ["all", new Set(["safe", "unsafe", "restructure"])],
];

if (!hasCorpus()) {
  process.stdout.write(`The corpus is absent: ${CORPUS_ABSENT}.\n`);
  process.exitCode = 2;
} else {
  const rows = corpusRows().filter((_, at) => at % Number(options.every) === 0);
  const tallies: Tally[] = [];
  for (const [name, allowed] of MODES) tallies.push(await mendAll(name, allowed, rows));
  const refused = tallies.map((tally) =>
    options.oracle === undefined ? undefined : askBuilder(options.oracle, tally),
  );
  const text = render(tallies, refused);
  process.stdout.write(`${text}\n`);
  if (!options.print) writeFileSync(PAGE, exchange(readFileSync(PAGE, "utf8"), text));
  const isBroken = tallies.some(({ broken }) => broken.size > 0) || refused.some((count) => (count ?? 0) > 0);
  process.exitCode = isBroken ? 1 : 0;
}

async function mendAll(
  name: string,
  allowed: ReadonlySet<Applicability>,
  rows: readonly CorpusRow[],
): Promise<Tally> {
  const tally: Tally = {
    ...{
      name,
      files: rows.length,
      withFindings: 0,
      changed: 0,
      findings: 0,
      mended: 0,
      left: 0,
      milliseconds: 0,
    },
    ...{ byRule: new Map(), withdrawn: new Map(), broken: new Map(), pairs: [] },
  };
  for (const [index, { text }] of rows.entries()) {
    const at = index * Number(options.every);
    add(tally, at, text, await examineFixes(text, allowed));
  }
  return tally;
}

function add(tally: Tally, at: number, text: string, { settled, broken, milliseconds }: ExaminedFixes): void {
  const found = settled.first.judgement.findings.length;
  tally.withFindings += found > 0 ? 1 : 0;
  tally.findings += found;
  tally.mended += settled.mended.length;
  tally.left += settled.last.judgement.findings.length;
  tally.milliseconds += milliseconds;
  for (const { finding } of settled.mended) count(tally.byRule, finding.rule);
  for (const rule of settled.withdrawn) count(tally.withdrawn, rule);
  for (const { property, saw } of broken) {
    count(tally.broken, property);
    process.stdout.write(`${tally.name}: file ${at}: ${PROPERTIES[property]}: ${saw}\n`);
  }
  if (settled.text === text) return;
  tally.changed++;
  tally.pairs.push({ at, before: text, after: settled.text });
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** How many files the builder refuses after their fixes that it took before. */
function askBuilder(oracle: string, { name, pairs }: Tally): number {
  const refused = (texts: readonly string[]) => {
    const lines = texts.map((text, id) => {
      return `${JSON.stringify({ id, base64: Buffer.from(encodeSource(text)).toString("base64") })}\n`;
    });
    const words = ["lint", "--jsonl", "-"];
    const { status, stdout } = spawnSync(oracle, words, { input: lines.join(""), maxBuffer: 2 ** 30 });
    if (status !== 0) throw new Error(`${oracle} lint ended with ${status}`);
    return stdout.toString("utf8").trim().split("\n").map(refusalOf);
  };
  if (pairs.length === 0) return 0;
  const before = refused(pairs.map((pair) => pair.before));
  const after = refused(pairs.map((pair) => pair.after));
  const worse = pairs.filter((_, index) => before[index] === undefined && after[index] !== undefined);
  for (const pair of worse) {
    process.stdout.write(`${name}: file ${pair.at}: the builder refuses: ${after[pairs.indexOf(pair)]}\n`);
  }
  return worse.length;
}

/** Why the builder refuses a file; a warning that the file itself turned into an error is none. */
function refusalOf(line: string): string | undefined {
  const answer: { readonly error?: string; readonly buildError?: { readonly message: string } } =
    JSON.parse(line);
  const refusal = answer.buildError?.message ?? answer.error;
  return refusal?.startsWith("lint violation found") === true ? undefined : refusal;
}

function render(tallies: readonly Tally[], refused: readonly (number | undefined)[]): string {
  const number = (value: number) => value.toLocaleString("en");
  const line = (name: string, cell: (tally: Tally, index: number) => string) =>
    `| ${[name, ...tallies.map(cell)].join(" | ")} |`;
  const head = [line("", ({ name }) => `${name} fixes`), `|---|${"---:|".repeat(tallies.length)}`];
  const counts = [
    line("files", ({ files }) => number(files)),
    line("files with findings", ({ withFindings }) => number(withFindings)),
    line("files changed", ({ changed }) => number(changed)),
    line("findings", ({ findings }) => number(findings)),
    line("findings mended by a fix of their own", ({ mended }) => number(mended)),
    line("findings left", ({ left }) => number(left)),
    line("fixes withdrawn, as another finding came or theirs stayed", ({ withdrawn }) => {
      return number([...withdrawn.values()].reduce((sum, each) => sum + each, 0));
    }),
    line("milliseconds a file, until settled", ({ milliseconds, files }) =>
      (milliseconds / files).toFixed(2),
    ),
  ];
  const held = Object.entries(PROPERTIES).map(([property, promise]) =>
    line(promise, ({ name, changed, broken }) => {
      const isAsked = property !== "state" || name === "safe";
      return isAsked
        ? `${number(changed - (broken.get(property) ?? 0))} of ${number(changed)}`
        : "not promised";
    }),
  );
  const builder = line("BuildKit takes what it took before", ({ changed }, index) => {
    const worse = refused[index];
    return worse === undefined ? "not asked" : `${number(changed - worse)} of ${number(changed)}`;
  });
  const byRule = (rules as readonly RuleDefinition[])
    .map(({ name }) => name)
    .filter((name) => tallies.some((tally) => tally.byRule.has(name) || tally.withdrawn.has(name)))
    .map((name) =>
      line(`\`${name}\``, (tally) => {
        const withdrawn = tally.withdrawn.get(name) ?? 0;
        return `${number(tally.byRule.get(name) ?? 0)}${withdrawn === 0 ? "" : ` (${withdrawn} withdrawn)`}`;
      }),
    );
  return [
    ...["### Files and findings", "", ...head, ...counts, ""],
    ...["### What is promised, in the files that changed", "", ...head, ...held, builder, ""],
    ...["### Findings mended, by rule", "", ...head, ...byRule],
  ].join("\n");
}

function exchange(page: string, text: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin === -1 || end < begin) throw new Error("docs/fixing.md has lost the markers of its tables");
  return `${page.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${page.slice(end)}`;
}
