/**
 * Everything that must hold before a change is taken: generated code, format and lint, types, documents in
 * step with the code, tests. Each step says how it went in a line; a failed step prints what it found and
 * counts as one failure. The last line reads `N passed, N failed`, with `, N skipped` where something was
 * left out.
 *
 *   --tested FILE      takes the counts of an `npm test` that just ran from its output, and runs no test
 *   --update-minimum   writes how many tests there are to tools/minimum-tests.json
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { addCounts, NO_TESTS, parseCounts, total } from "./test/counts.ts";
import { findTests, renderCounts, runTests, type TestCounts } from "./test/run-tests.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const minimumFile = join(root, "tools", "minimum-tests.json");

const COMMANDS: readonly (readonly [string, readonly string[]])[] = [
  ["generated code", ["tools/generate.ts"]],
  ["format and lint", ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."]],
  ["types", ["node_modules/typescript/bin/tsc", "--noEmit"]],
];

/** The tests that hold the documents to the code: a step of their own, since the mending is another. */
const DOCUMENT_TESTS = "tests/architecture/docs.test.ts";

const { values: options } = parseArgs({
  options: { tested: { type: "string" }, "update-minimum": { type: "boolean", default: false } },
});

const failedSteps = COMMANDS.filter(([name, command]) => !runCommand(name, command)).length;
const counts = options.tested === undefined ? await runAllTests() : readTested(options.tested);
const isShort = checkMinimum(counts);
const failed = counts.failed + failedSteps + (isShort ? 1 : 0);
write(renderCounts({ ...counts, failed }));
if (failed > 0) process.exitCode = 1;

function runCommand(name: string, command: readonly string[]): boolean {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(process.execPath, command, {
    cwd: root,
    encoding: "utf8",
    // A tree full of lint findings prints megabytes.
    maxBuffer: 256 * 1024 * 1024,
  });
  const isGood = status === 0;
  if (!isGood) write(`${stdout}${stderr}${error === undefined ? "" : `${error.message}\n`}`);
  report(name, isGood, started);
  return isGood;
}

async function runAllTests(): Promise<TestCounts> {
  const files = findTests(root);
  const documents = await runStep(
    "documents in step",
    files.filter((file) => file === DOCUMENT_TESTS),
  );
  const others = await runStep(
    "tests",
    files.filter((file) => file !== DOCUMENT_TESTS),
  );
  return addCounts(documents, others);
}

async function runStep(name: string, files: readonly string[]): Promise<TestCounts> {
  const started = performance.now();
  const counts = await runTests(root, files, write);
  report(name, counts.failed === 0 && total(counts) > 0, started);
  return counts;
}

function readTested(file: string): TestCounts {
  const counts = parseCounts(readFileSync(file, "utf8"));
  if (counts !== undefined) return counts;
  write(`${file} holds no line of counts: the tests did not come to their end.\n`);
  return { ...NO_TESTS, failed: 1 };
}

/**
 * Whether fewer tests ran than the committed minimum, so that no change loses tests unseen. What a machine
 * has to skip counts as there; so each test skips on its own, not a suite of them at once.
 */
function checkMinimum(counts: TestCounts): boolean {
  const count = total(counts);
  if (options["update-minimum"] && counts.failed === 0) writeFileSync(minimumFile, `${count}\n`);
  const minimum: unknown = JSON.parse(readFileSync(minimumFile, "utf8"));
  if (typeof minimum === "number" && count >= minimum) return false;
  write(`There are ${count} tests, and tools/minimum-tests.json asks for ${minimum}.\n`);
  write("Where tests were removed on purpose: npm run check -- --update-minimum\n");
  return true;
}

function report(name: string, isGood: boolean, started: number): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  write(`${isGood ? "ok    " : "FAILED"}  ${name} (${seconds} s)\n`);
}

function write(text: string): void {
  process.stdout.write(text);
}
