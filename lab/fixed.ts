/**
 * Builds the Dockerfiles of `lab/outcomes/` before and after `plimsoll fix` and compares both images:
 * `npm run lab:fixed`, or with `-- WORD…` those whose names hold a word. It writes the second table of `docs/fixing.md`
 * from what came out now and, of the others, the last time. It ends with 1 where something differs that should not. The
 * lab has to be up.
 *
 *   --way safe|unsafe   tries these fixes alone, and takes the others from the last time
 *   --print             prints the tables and leaves the page as it is
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  exchangeTables,
  type ProvedFixes,
  proveAll,
  readProved,
  recordProved,
  renderProved,
  WAYS,
} from "./fixed/index.ts";
import { endOnSignal, readDefinitions } from "./outcome/index.ts";

const PAGE = fileURLToPath(new URL("../docs/fixing.md", import.meta.url));

const { values, positionals: words } = parseArgs({
  allowPositionals: true,
  options: { way: { type: "string" }, print: { type: "boolean", default: false } },
});
const all = readDefinitions();
const chosen = all.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const ways = WAYS.filter((way) => values.way === undefined || values.way === way);
const ending = endOnSignal();
const started = performance.now();
let differences = 0;
const { engine } = await proveAll(chosen, { ways, onProved: tell, signal: ending.signal });
const seconds = (performance.now() - started) / 1000;
process.stdout.write(`${chosen.length} Dockerfiles, ${differences} differences in ${seconds.toFixed(0)} s\n`);
const tables = await renderProved(readProved(all), engine, all.length);
if (values.print) process.stdout.write(`${tables}\n`);
else writeFileSync(PAGE, exchangeTables(readFileSync(PAGE, "utf8"), tables));
if (ending.status() !== undefined) process.exitCode = ending.status();
else if (differences > 0) process.exitCode = 1;

function tell(proved: ProvedFixes): void {
  recordProved(withLast(proved));
  const { name, missingBases, seconds: took } = proved;
  const seen = WAYS.flatMap((way) => {
    const one = proved[way];
    return one === undefined ? [] : [`${way}: ${[one.build, one.answer].filter(Boolean).join(", ")}`];
  });
  const state = missingBases.length > 0 ? `not tried: no ${missingBases.join(", ")}` : seen.join("; ");
  process.stdout.write(`${name}: ${state || "no fix changes it"}, ${took.toFixed(1)} s\n`);
  if (proved.trouble !== undefined) {
    differences++;
    process.stdout.write(`    ${proved.trouble}\n`);
  }
  for (const way of WAYS) {
    for (const text of proved[way]?.differences ?? []) {
      differences++;
      process.stdout.write(`    ${way}: ${text}\n`);
    }
  }
}

/** What was seen now, and of the ways that are left out what was seen last. */
function withLast(proved: ProvedFixes): ProvedFixes {
  const [last] = readProved(chosen.filter(({ name }) => name === proved.name));
  const left = WAYS.filter((way) => !ways.includes(way) && last?.ways.includes(way));
  const seen = Object.fromEntries(left.map((way) => [way, last?.[way]]));
  return { ...proved, ...seen, ways: [...proved.ways, ...left] };
}
