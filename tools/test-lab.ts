/**
 * Runs the suites that build and run images (`*.lab.test.ts`): all, or those whose path holds one of the
 * arguments. It brings the lab up first; what is up already is used as it is. The last line reads
 * `N passed, N failed`, with `, N skipped` where something was left out.
 *
 *   --as-is   runs with what is up, and brings nothing up
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { labEnvironment } from "../lab/environment.ts";
import { labPaths } from "../lab/folder.ts";
import { renderStatus } from "../lab/show.ts";
import { findLabTests, LAB_FILE_TIMEOUT_MILLISECONDS, renderCounts, runTests } from "./test/run-tests.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { "as-is": { type: "boolean", default: false } },
});
const files = findLabTests(root).filter(
  (file) => positionals.length === 0 || positionals.some((filter) => file.includes(filter)),
);
const write = (text: string) => void process.stdout.write(text);
if (files.length === 0) write(`No lab suite's path holds ${positionals.join(" or ")}.\n`);
const isUp = values["as-is"] || bringUp();
if (!isUp) write("The lab did not come up, so none of its suites ran.\n");

const started = performance.now();
if (isUp) {
  write(`The engines of these suites:\n${await renderStatus(labPaths())}`);
  Object.assign(process.env, labEnvironment(labPaths()));
}
const counts = isUp
  ? await runTests(root, files, write, LAB_FILE_TIMEOUT_MILLISECONDS)
  : { passed: 0, failed: 1, skipped: [] };
if (isUp) write(`The suites took ${((performance.now() - started) / 1000).toFixed(1)} s.\n`);
write(renderCounts(counts));
if (counts.failed > 0 || files.length === 0) process.exitCode = 1;

/** Everything that a suite may ask for, podman too. */
function bringUp(): boolean {
  const words = [
    join(root, "lab/index.ts"),
    "up",
    "registry",
    "docker",
    "buildkit",
    "podman",
    "crane",
    "bases",
  ];
  return spawnSync(process.execPath, words, { stdio: ["ignore", "inherit", "inherit"] }).status === 0;
}
