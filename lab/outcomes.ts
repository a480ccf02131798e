/**
 * Builds and starts the Dockerfiles of `lab/outcomes/` and compares what happens with what we say of them:
 * `npm run lab:outcomes`, or with `-- WORD…` those whose names hold a word. It writes `docs/outcomes.md` from what came
 * out now and, of the others, the last time. It ends with 1 where something differs. The lab has to be up.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  countOutcomes,
  type Outcome,
  readDefinitions,
  readOutcomes,
  recordOutcome,
  renderOutcomes,
  tryAll,
} from "./outcome/index.ts";

const PAGE = fileURLToPath(new URL("../docs/outcomes.md", import.meta.url));

const words = process.argv.slice(2);
const definitions = readDefinitions().filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
);
const started = performance.now();
const { outcomes, engine } = await tryAll(definitions, tell);
const counts = countOutcomes(outcomes);
const seconds = (performance.now() - started) / 1000;
process.stdout.write(`${JSON.stringify(counts)} in ${seconds.toFixed(0)} s\n`);
writeFileSync(PAGE, renderOutcomes(readOutcomes(), engine));
if (counts.differences + counts.surprises > 0) process.exitCode = 1;

function tell(outcome: Outcome): void {
  recordOutcome(outcome);
  const { definition, build, missingBases, surprises, differences, seconds: took } = outcome;
  const state = build === undefined ? `not tried: no ${missingBases.join(", ")}` : build.kind;
  process.stdout.write(`${definition.name}: ${state}, ${took.toFixed(1)} s\n`);
  for (const text of [...surprises, ...differences]) process.stdout.write(`    ${text}\n`);
}
