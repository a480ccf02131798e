import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { applyEdits } from "../base/index.ts";
import { diffLines, editsBetween, splitLines } from "./line-diff.ts";

function checkDiff(before: string, after: string, expected: readonly string[]): void {
  const changes = diffLines([...before], [...after]);
  const shown = changes.map((change) => {
    const old = before.slice(change.before.start, change.before.end);
    return `${change.before.start}:${old}>${after.slice(change.after.start, change.after.end)}`;
  });
  assert.deepEqual(shown, expected);
}

test("a diff holds the fewest lines", () => {
  checkDiff("abc", "abc", []);
  checkDiff("abc", "axc", ["1:b>x"]);
  checkDiff("abc", "ac", ["1:b>"]);
  checkDiff("ac", "abc", ["1:>b"]);
  checkDiff("abcabba", "cbabac", ["0:ab>", "3:>b", "5:b>", "7:>c"]);
  checkDiff("", "ab", ["0:>ab"]);
});

const line = fc.constantFrom("a\n", "b\n", "c\r\n", "a", "\r", "👍\n", "👎\n", "\udc80\n");
const text = fc.array(line, { maxLength: 30 }).map((lines) => lines.join(""));

test("lines joined are the text", () => {
  fc.assert(fc.property(text, (whole) => assert.equal(splitLines(whole).join(""), whole)));
});

test("the edits of a diff lead from one text to the other, and cut no character", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const edits = editsBetween(before, after);
      assert.equal(applyEdits(before, edits), after);
      for (const { span } of edits) {
        for (const at of [span.start, span.end]) {
          assert.ok(!/^[\ud800-\udbff][\udc00-\udfff]$/.test(before.slice(at - 1, at + 1)));
          assert.notEqual(before.slice(at - 1, at + 1), "\r\n");
        }
      }
    }),
  );
});

test("changes lie apart from each other, and all else is the same", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const [a, b] = [splitLines(before), splitLines(after)];
      let [x, y] = [0, 0];
      for (const change of diffLines(a, b)) {
        assert.deepEqual(a.slice(x, change.before.start), b.slice(y, change.after.start));
        assert.ok(change.before.start > x || x === 0);
        [x, y] = [change.before.end, change.after.end];
      }
      assert.deepEqual(a.slice(x), b.slice(y));
    }),
  );
});

test("texts that have nothing in common are one change, and take no time", () => {
  const lines = (letter: string) => Array.from({ length: 20_000 }, (_, index) => `${letter}${index}\n`);
  assert.equal(diffLines(lines("a"), lines("b")).length, 1);
});
