/**
 * Runs the tests: all, or those of the files whose path holds one of the arguments
 * (`npm test -- dockerfile shell`). The last line reads `N passed, N failed`, with `, N skipped` where
 * something was left out, each named above it with what it needs.
 */
import { fileURLToPath } from "node:url";
import { findLabTests, findTests, renderCounts, runTests } from "./test/run-tests.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const filters = process.argv.slice(2);
const isWanted = (file: string) => filters.length === 0 || filters.some((filter) => file.includes(filter));
const files = findTests(root).filter(isWanted);
const write = (text: string) => void process.stdout.write(text);
const counts = await runTests(root, files, write);
if (files.length === 0) write(`No test file's path holds ${filters.join(" or ")}.\n`);
const leftOut = findLabTests(root).filter(isWanted);
if (leftOut.length > 0) {
  const words = ["npm run test:lab", ...(filters.length === 0 ? [] : ["--", ...filters])].join(" ");
  write(`Left out are the suites that build and run images, for: ${words}\n`);
  write(leftOut.map((file) => `  ${file}\n`).join(""));
}
write(renderCounts(counts));
if (counts.failed > 0 || files.length === 0) process.exitCode = 1;
