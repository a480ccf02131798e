import assert from "node:assert/strict";
import { test } from "node:test";
import { spell } from "../src/flags.ts";

test("a word is spelled flag by flag", () => {
  assert.deepEqual(spell("Ship"), ["Sierra", "Hotel", "India", "Papa"]);
});

test("what has no flag is left out", () => {
  assert.deepEqual(spell("a 1!"), ["Alfa"]);
});
