/**
 * Builds and starts the Dockerfiles of `lab/outcomes/` and compares what happens with what we say of them:
 * `npm run lab:outcomes`, or with `-- WORD…` those whose names hold a word. It writes `docs/outcomes.md` from what came
 * out now and, of the others, the last time. It ends with 1 where something differs. The lab has to be up.
 *
 * Interrupted, it stops what is under way, takes its images and containers away and writes the page from what is there.
 *
 *   --page FILE   writes the page there
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  countOutcomes,
  endOnSignal,
  type Outcome,
  readDefinitions,
  readOutcomes,
  recordOutcome,
  renderOutcomes,
  tryAll,
} from "./outcome/index.ts";

const PAGE = fileURLToPath(new URL("../docs/outcomes.md", import.meta.url));

const { values, positionals: words } = parseArgs({
  allowPositionals: true,
  options: { page: { type: "string", default: PAGE } },
});
const definitions = readDefinitions().filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
);
const ending = endOnSignal();
const started = performance.now();
const { outcomes, engine } = await tryAll(definitions, tell, ending.signal);
const counts = countOutcomes(outcomes);
const seconds = (performance.now() - started) / 1000;
process.stdout.write(`${JSON.stringify(counts)} in ${seconds.toFixed(0)} s\n`);
writeFileSync(values.page, renderOutcomes(readOutcomes(), engine));
if (ending.status() !== undefined) process.exitCode = ending.status();
else if (counts.differences + counts.surprises > 0) process.exitCode = 1;

function tell(outcome: Outcome): void {
  recordOutcome(outcome);
  const { definition, build, missingBases, surprises, differences, seconds: took } = outcome;
  const state = build === undefined ? `not tried: no ${missingBases.join(", ")}` : build.kind;
  process.stdout.write(`${definition.name}: ${state}, ${took.toFixed(1)} s\n`);
  for (const text of [...surprises, ...differences]) process.stdout.write(`    ${text}\n`);
}
