import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { encodeSource } from "../base/index.ts";
import { compareByBytes, sortByBytes } from "./byte-order.ts";

suite("the order of names", () => {
  test("is that of their bytes, not of their UTF-16 units", () => {
    assert.deepEqual(sortByBytes(["\u{1f600}", "\uff21", "é", "b", "B"]), [
      "B",
      "b",
      "é",
      "\uff21",
      "\u{1f600}",
    ]);
  });

  test("agrees with a comparison of the bytes for any two texts", () => {
    const unit = fc.constantFrom("a", "b", "/", "é", "\ue000", "\uffff", "\u{1f600}", "\udc80", "\udcff");
    const text = fc.array(unit, { maxLength: 4 }).map((units) => units.join(""));
    fc.assert(
      fc.property(text, text, (a, b) => {
        const expected = Buffer.compare(encodeSource(a), encodeSource(b));
        assert.equal(Math.sign(compareByBytes(a, b)), expected);
      }),
    );
  });
});
