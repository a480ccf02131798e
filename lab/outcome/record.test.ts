import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { OutcomeDefinition } from "./definition.ts";
import { readOutcomes, recordOutcome } from "./record.ts";
import type { Outcome } from "./try-outcome.ts";

const folder = mkdtempSync(join(tmpdir(), "outcomes-"));
after(() => rmSync(folder, { recursive: true }));

function outcomeOf(name: string, seconds: number): Outcome {
  const definition: OutcomeDefinition = {
    ...{ name, about: "An example", context: "/c", dockerfile: "/c/Dockerfile", seen: [], differs: [] },
    ...{ fails: undefined, run: undefined, unseen: undefined },
  };
  return {
    ...{ definition, seconds, build: undefined, run: undefined, started: undefined, claims: 0 },
    ...{ missingBases: [], surprises: [], differences: [], known: [] },
  };
}

test("what two runs record at once is kept of both, and the last word of one definition counts", () => {
  for (const [name, seconds] of [
    ["one", 1],
    ["other", 2],
    ["one", 3],
  ] as const) {
    recordOutcome(outcomeOf(name, seconds), folder);
  }
  const definitions = ["never-tried", "one", "other"].map((name) => outcomeOf(name, 0).definition);
  const read = readOutcomes(definitions, folder);
  assert.deepEqual(
    read.map(({ definition, seconds }) => [definition.name, seconds]),
    [
      ["one", 3],
      ["other", 2],
    ],
  );
});
