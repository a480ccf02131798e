import assert from "node:assert/strict";
import { test } from "node:test";
import { type OutcomeDefinition, readDefinitions, tryAll } from "./outcome/index.ts";

// The examples are built by suites of their own, with every engine; what is left takes a few minutes.
const definitions = readDefinitions().filter(({ name }) => !name.startsWith("example-"));
const { outcomes } = await tryAll(definitions);

for (const [at, definition] of definitions.entries()) {
  test(`${definition.name}: ${summary(definition)}`, (t) => {
    const outcome = outcomes[at];
    assert.ok(outcome !== undefined);
    if (outcome.build === undefined) t.skip(`${outcome.missingBases.join(", ")} is not made`);
    assert.deepEqual([...outcome.surprises, ...outcome.differences], []);
  });
}

function summary({ about }: OutcomeDefinition): string {
  return about.slice(0, 1).toLowerCase() + about.slice(1);
}
