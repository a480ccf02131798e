/**
 * Builds and starts the Dockerfiles of `lab/outcomes/` and compares what happens with what we say of them:
 * `npm run lab:outcomes`, or with `-- WORD…` those whose names hold a word. All of them make `docs/outcomes.md`.
 * It ends with 1 where something differs. The lab has to be up: `npm run lab up`.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { countOutcomes, type Outcome, readDefinitions, renderOutcomes, tryAll } from "./outcome/index.ts";

const words = process.argv.slice(2);
const definitions = readDefinitions().filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
);
const started = performance.now();
const { outcomes, engine } = await tryAll(definitions, tell);
const counts = countOutcomes(outcomes);
const seconds = (performance.now() - started) / 1000;
process.stdout.write(`${JSON.stringify(counts)} in ${seconds.toFixed(0)} s\n`);
if (words.length === 0) {
  writeFileSync(
    fileURLToPath(new URL("../docs/outcomes.md", import.meta.url)),
    renderOutcomes(outcomes, engine),
  );
}
if (counts.differences + counts.surprises > 0) process.exitCode = 1;

function tell({ definition, build, missingBases, surprises, differences, seconds: took }: Outcome): void {
  const state = build === undefined ? `not tried: no ${missingBases.join(", ")}` : build.kind;
  process.stdout.write(`${definition.name}: ${state}, ${took.toFixed(1)} s\n`);
  for (const text of [...surprises, ...differences]) process.stdout.write(`    ${text}\n`);
}
