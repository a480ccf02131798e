import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { LayeredMap } from "./layered-map.ts";

const pairs = fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "d", "e"), fc.nat(3)), { maxLength: 20 });
const grow = (map: LayeredMap<number>, more: readonly (readonly [string, number])[]) =>
  more.reduce((grown, [key, value]) => grown.with(key, value), map);

describe("a map that shares its layers", () => {
  it("tells at least what changed since another, with its newest values", () => {
    fc.assert(
      fc.property(pairs, pairs, (first, more) => {
        const before = grow(LayeredMap.empty<number>(), first);
        const after = grow(before, more);
        const since = after.entriesSince(before);
        for (const [key, value] of after.entries()) {
          if (before.get(key) !== value) assert.equal(since.get(key), value);
        }
        for (const [key, value] of since) assert.equal(after.get(key), value);
      }),
    );
  });

  it("asks each key's newest value alone", () => {
    fc.assert(
      fc.property(pairs, fc.nat(3), (all, wanted) => {
        const map = grow(LayeredMap.empty<number>(), all);
        const expected = [...map.entries().values()].includes(wanted);
        assert.equal(
          map.some((value) => value === wanted),
          expected,
        );
      }),
    );
  });
});
