import assert from "node:assert/strict";
import { test } from "node:test";
import { type OutcomeDefinition, readDefinitions, tryAll } from "./outcome/index.ts";

/** In CI, of those that work, one in so many is built; all whose failure is the point are. */
const ONE_IN_CI = 4;

// The examples are built by suites of their own, with every engine.
const all = readDefinitions().filter(({ name }) => !name.startsWith("example-"));
const definitions = all.filter((definition, at) => isTried(definition, at));
const { outcomes } = await tryAll(definitions);

for (const [at, definition] of definitions.entries()) {
  test(`${definition.name}: ${summary(definition)}`, (t) => {
    const outcome = outcomes[at];
    assert.ok(outcome !== undefined);
    if (outcome.build === undefined) t.skip(`${outcome.missingBases.join(", ")} is not made`);
    assert.deepEqual([...outcome.surprises, ...outcome.differences], []);
  });
}

const left = all.length - definitions.length;
if (left > 0) {
  test(`${left} further Dockerfiles`, { skip: "CI leaves them to npm run test:lab" }, () => {});
}

function isTried({ fails, seen, unseen }: OutcomeDefinition, at: number): boolean {
  const isOfFailure = fails !== undefined || seen.length > 0 || unseen !== undefined;
  return process.env.CI === undefined || isOfFailure || at % ONE_IN_CI === 0;
}

function summary({ about }: OutcomeDefinition): string {
  return about.slice(0, 1).toLowerCase() + about.slice(1);
}
