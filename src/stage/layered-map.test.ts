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

  it("keeps what each map had, however others grow out of it", () => {
    const changes = fc.array(fc.tuple(fc.nat(1000), fc.constantFrom("a", "b", "c", "d"), fc.nat(9)), {
      maxLength: 300,
    });
    fc.assert(
      fc.property(changes, (steps) => {
        const maps = [{ map: LayeredMap.empty<number>(), expected: new Map<string, number>() }];
        for (const [from, key, value] of steps) {
          // The newest map grows most often, as it does while a stage is evaluated.
          const origin = maps[from % 3 === 0 ? from % maps.length : maps.length - 1];
          if (origin === undefined) continue;
          const expected = new Map(origin.expected).set(key, value);
          maps.push({ map: origin.map.with(key, value), expected });
        }
        for (const { map, expected } of maps) {
          assert.deepEqual(new Map(map.entries()), expected);
          assert.deepEqual(new Set(map.names()), new Set(expected.keys()));
          for (const key of "abcde") {
            assert.equal(map.get(key), expected.get(key));
            assert.equal(map.has(key), expected.has(key));
          }
        }
      }),
    );
  });
});
