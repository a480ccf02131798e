/**
 * Draws findings of a rule from the open corpus, to be judged by reading: `npm run accuracy -- RULE…`, with
 * `--count 12`, `--seed 1` and `--around 6` for how many lines are printed on either side (`all` for the whole
 * file). The same seed draws the same findings. Without a rule it prints how often each rule fires. The build
 * context is not known, and the day is fixed, as `docs/accuracy.md` says.
 */
import { parseArgs } from "node:util";
import { decodeSource, type Finding, lineStarts, positionAt } from "../src/base/index.ts";
import { loadBaseImages } from "../src/base-image/index.ts";
import { parseDockerfile } from "../src/dockerfile/index.ts";
import { judge, type RuleDefinition, rules } from "../src/playbook/index.ts";
import { evaluateDockerfile } from "../src/stage/index.ts";
import { CORPUS_ABSENT, type CorpusRow, corpusRows, hasCorpus } from "../tests/conformance/documents.ts";

/** The day on which the corpus is judged: it decides which bases are out of support. */
const TODAY = "2026-11-21";

interface Drawn {
  readonly row: CorpusRow;
  readonly finding: Finding;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: "string", default: "12" },
    seed: { type: "string", default: "1" },
    around: { type: "string", default: "6" },
  },
});

if (!hasCorpus()) {
  process.stdout.write(`The corpus is absent: ${CORPUS_ABSENT}.\n`);
  process.exitCode = 2;
} else {
  const unknown = positionals.filter((name) => !rules.some((rule: RuleDefinition) => rule.name === name));
  if (unknown.length > 0) {
    process.stdout.write(`No rule is called ${unknown.join(" or ")}.\n`);
    process.exitCode = 2;
  } else {
    const found = await findAll(new Set(positionals));
    if (positionals.length === 0) printCounts(found);
    for (const name of positionals) printSample(name, found);
  }
}

/** The findings of the rules that are named, or of all that are on, in the corpus's order. */
async function findAll(names: ReadonlySet<string>): Promise<readonly Drawn[]> {
  const bases = await loadBaseImages();
  const chosen = rules.filter(
    (rule: RuleDefinition) => names.has(rule.name) || rule.offBecause === undefined,
  );
  return corpusRows().flatMap((row) => {
    const text = decodeSource(Buffer.from(row.text, "utf8"));
    const evaluated = evaluateDockerfile(parseDockerfile(row.path, text), { bases });
    const context = { kind: "unknown", reason: "the corpus has no contexts" } as const;
    const { findings } = judge(
      { path: row.path, evaluated, context, isDevelopment: false, today: TODAY },
      chosen,
    );
    const wanted = findings.filter(({ rule }) => names.size === 0 || names.has(rule));
    return wanted.map((finding) => ({ row, finding }));
  });
}

function printCounts(found: readonly Drawn[]): void {
  for (const { name } of rules as readonly RuleDefinition[]) {
    const own = found.filter(({ finding }) => finding.rule === name);
    const files = new Set(own.map(({ row }) => row)).size;
    process.stdout.write(
      `${String(own.length).padStart(6)} in ${String(files).padStart(4)} files  ${name}\n`,
    );
  }
}

function printSample(name: string, found: readonly Drawn[]): void {
  const own = found.filter(({ finding }) => finding.rule === name);
  const files = new Set(own.map(({ row }) => row)).size;
  process.stdout.write(`===== ${name}: ${own.length} findings in ${files} files\n`);
  draw(own).forEach((drawn, index) => {
    process.stdout.write(`\n--- ${index + 1} ${drawn.row.repo} ${drawn.row.path}\n${excerptOf(drawn)}`);
  });
}

/** A sample without two findings of one file, as long as there are other files. */
function draw(own: readonly Drawn[]): readonly Drawn[] {
  const random = randomNumbers(Number(values.seed));
  const order = own.map((drawn) => ({ drawn, key: random() })).sort((a, b) => a.key - b.key);
  const seen = new Set<CorpusRow>();
  const [first, second]: [Drawn[], Drawn[]] = [[], []];
  for (const { drawn } of order) {
    (seen.has(drawn.row) ? second : first).push(drawn);
    seen.add(drawn.row);
  }
  return [...first, ...second].slice(0, Number(values.count));
}

/** Numbers from 0 to 1 that a seed decides. It is a plain linear generator: nothing here needs a better one. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The lines around a finding, those before the first FROM included where it is near, with the message below. */
function excerptOf({ row, finding }: Drawn): string {
  const { line, column } = positionAt(lineStarts(row.text), finding.span.start);
  const lines = row.text.split("\n");
  const around = values.around === "all" ? lines.length : Number(values.around);
  const kept = lines.flatMap((text, at) => {
    const isShown = Math.abs(at + 1 - line) <= around || /^\s*from\s/i.test(text);
    const shown = [`${at + 1 === line ? ">" : " "}${String(at + 1).padStart(4)} ${text.slice(0, 220)}`];
    return isShown ? shown : [];
  });
  return `${kept.join("\n")}\n  => ${line}:${column} ${finding.message}\n`;
}
