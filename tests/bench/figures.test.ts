import assert from "node:assert/strict";
import { test } from "node:test";
import { renderBulk, renderShort, replaceMeasured } from "../../bench/page.ts";
import { median, type Run, renderRatio, summarize } from "../../bench/statistics.ts";

function run(milliseconds: number, peakKilobytes?: number): Run {
  return { milliseconds, processorMilliseconds: undefined, peakKilobytes };
}

test("the median is the middle value, or the mean of the middle two, in whatever order they come", () => {
  assert.equal(median([30, 10, 20]), 20);
  assert.equal(median([40, 10, 20, 30]), 25);
  assert.equal(median([9, 100]), 54.5);
  assert.ok(Number.isNaN(median([])));
});

test("a summary holds the least time and the highest peak, and no figure that was not measured", () => {
  assert.deepEqual(summarize([run(12, 300), run(10, 500), run(11)]), {
    runs: 3,
    median: 11,
    minimum: 10,
    processorMedian: undefined,
    peakKilobytes: 500,
  });
});

test("a ratio has the digits that people read, and none where there is no base", () => {
  assert.equal(renderRatio(30, 20), "1.50");
  assert.equal(renderRatio(999.9, 100), "10.0");
  assert.equal(renderRatio(1234, 10), "123");
  assert.equal(renderRatio(1, 0), "–");
});

test("ratios of whole processes are over the base of the same run", () => {
  const rows = [
    { name: "node", result: { kind: "measured", summary: summarize([run(20)]), files: 1 } },
    { name: "ours", result: { kind: "measured", summary: summarize([run(30, 46_080)]), files: 1 } },
    { name: "other", result: { kind: "failed", reason: "it is absent" } },
  ] as const;
  assert.deepEqual(renderShort({ title: "One", base: "node", rows }).trimEnd().split("\n"), [
    "### One",
    "",
    "| command | median | least | times node | peak memory |",
    "|---|---:|---:|---:|---:|",
    "| node | 20.0 ms | 20.0 ms | 1.00 | – |",
    "| ours | 30.0 ms | 30.0 ms | 1.50 | 45 MB |",
    "| other | not measured: it is absent |  |  |  |",
  ]);
});

test("ratios of long runs are over a file, as tools may be given different numbers of them", () => {
  const rows = [
    { name: "ours", result: { kind: "measured", summary: summarize([run(1000)]), files: 2000 } },
    { name: "other", result: { kind: "measured", summary: summarize([run(9000)]), files: 1000 } },
  ] as const;
  const [first, second] = renderBulk({ title: "Many", base: "ours", rows }).trimEnd().split("\n").slice(4);
  assert.equal(first, "| ours | 2,000 | 1.00 s | 0.50 ms | 1.00 | – | – |");
  assert.equal(second, "| other | 1,000 | 9.00 s | 9.00 ms | 18.0 | – | – |");
});

test("only what stands between a part's markers is exchanged", () => {
  const part = (name: string, text: string) =>
    `<!-- measured: ${name} -->\n\n${text}\n\n<!-- measured: end -->`;
  const page = (many: string) => `# Page\n\n${part("one", "first")}\n\n${part("many", many)}\n\nrest\n`;
  assert.equal(replaceMeasured(page("old"), "many", "new\n"), page("new"));
  assert.throws(() => replaceMeasured("# Page\n", "many", "new"), /markers of many/);
});
