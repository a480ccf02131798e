import assert from "node:assert/strict";
import { posix } from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import { cleanPath, joinPaths } from "./parent-paths.ts";

const path = fc
  .array(fc.constantFrom("/", ".", "..", "a", ".b", "c.d", "~", "e f"), { maxLength: 8 })
  .map((pieces) => pieces.join(""));

describe("paths inside an image", () => {
  it("are cleaned as the system cleans them", () => {
    fc.assert(fc.property(path, (text) => assert.equal(cleanPath(text), posix.normalize(text))));
  });

  it("are joined as the system joins them", () => {
    fc.assert(
      fc.property(path, path, (folder, rest) => {
        const clean = cleanPath(`/${folder}`);
        assert.equal(joinPaths(clean, rest), rest === "" ? clean : posix.join(clean, rest));
      }),
    );
  });
});
