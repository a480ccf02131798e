import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { findNearName } from "./near-name.ts";

suite("finding the name that was meant", () => {
  const rows: readonly (readonly [string, string, readonly string[], string | undefined])[] = [
    ["a letter left out", "VERSON", ["PATH", "VERSION"], "VERSION"],
    ["two letters swapped", "VERSOIN", ["VERSION"], "VERSION"],
    ["the nearest of two", "builde", ["guilder", "builder"], "builder"],
    ["the name itself is not near", "VERSION", ["VERSION"], undefined],
    ["short names are all near, so none is", "abc", ["abd"], undefined],
    ["four letters bear one slip", "base", ["bass"], "bass"],
    ["four letters do not bear two", "base", ["bust"], undefined],
    ["only the capitals differ", "version", ["VERSIONS", "VERSION"], "VERSION"],
    ["nothing near", "HOME", ["JAVA_HOME"], undefined],
  ];
  for (const [name, asked, known, expected] of rows) {
    test(name, () => assert.equal(findNearName(asked, known), expected));
  }

  test("an endless list is not followed to its end", () => {
    const names = function* (): Generator<string> {
      for (;;) yield "something";
    };
    assert.equal(findNearName("somethin", names()), "something");
  });
});
