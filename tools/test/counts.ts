import type { TestCounts } from "./run-tests.ts";

/** The counts of a run of nothing. */
export const NO_TESTS: TestCounts = { passed: 0, failed: 0, skipped: [] };

/** The counts of two runs together. */
export function addCounts(a: TestCounts, b: TestCounts): TestCounts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: [...a.skipped, ...b.skipped],
  };
}

/** How many tests there are, skipped ones among them. */
export function total({ passed, failed, skipped }: TestCounts): number {
  return passed + failed + skipped.length;
}

/** Reads the counts back from a run's output: the last line of counts, and the skips named above it. */
export function parseCounts(output: string): TestCounts | undefined {
  const last = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, \d+ skipped)?$/gm)].at(-1);
  if (last === undefined) return undefined;
  const skipped = [...output.matchAll(/^skipped: (.*)$/gm)].map(([, line = ""]) => line);
  return { passed: Number(last[1]), failed: Number(last[2]), skipped };
}
