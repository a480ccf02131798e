import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { byteLength, decodeSource, encodeSource, hasInvalidBytes } from "./source-text.ts";

/** Bytes that begin, continue and break characters of every length. */
const bytes = fc
  .array(fc.constantFrom(0x41, 0x0a, 0x80, 0xa9, 0xc3, 0xe2, 0x82, 0xac, 0xed, 0xf0, 0x9f, 0x98, 0xff), {
    maxLength: 40,
  })
  .map((list) => Uint8Array.from(list));

describe("text that was read from bytes", () => {
  it("becomes the same bytes again, as many as it says", () => {
    fc.assert(
      fc.property(bytes, (given) => {
        const text = decodeSource(given);
        assert.deepEqual(Uint8Array.from(encodeSource(text)), given);
        assert.equal(byteLength(text), given.length);
      }),
    );
  });

  it("has one unit for each byte that is no UTF-8", () => {
    const text = decodeSource(Uint8Array.of(0x61, 0xff, 0xc3, 0xa9, 0xc3));
    assert.equal(text, "a\udcff\u00e9\udcc3");
    assert.ok(hasInvalidBytes(text));
  });

  it("keeps its length known where the builder's own characters stand in it", () => {
    assert.equal(byteLength("a\u00e9\u{1f600}"), 7);
    assert.equal(byteLength("\udcff"), 1);
  });
});
