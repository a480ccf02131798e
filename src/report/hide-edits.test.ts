import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { applyEdits } from "../base/index.ts";
import { hideInEdits } from "./hide-edits.ts";
import { editsBetween } from "./line-diff.ts";

it("what stays of a secret is left out of its edit", () => {
  const [before, after] = ["ENV A hunter2 b\n", 'ENV A="hunter2 b"\n'];
  const edits = hideInEdits(before, editsBetween(before, after), ["hunter2"]);
  assert.deepEqual(edits, [
    { span: { start: 5, end: 6 }, text: '="' },
    { span: { start: 13, end: 15 }, text: ' b"' },
  ]);
});

it("an edit that moves a secret is not told", () => {
  assert.equal(
    hideInEdits("", [{ span: { start: 0, end: 0 }, text: "ARG T=hunter2\n" }], ["hunter2"]),
    undefined,
  );
  assert.equal(hideInEdits("", [{ span: { start: 0, end: 0 }, text: "b" }], ["hunter2"])?.length, 1);
});

it("edits keep their effect and hold no secret", () => {
  const text = fc.array(fc.constantFrom("a", "b c", "hunter2", '"', "\n", "$x"), { maxLength: 12 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const [before, after] = [a.join(""), b.join("")];
      const edits = hideInEdits(before, editsBetween(before, after), ["hunter2"]);
      if (edits === undefined) return;
      assert.equal(applyEdits(before, edits), after);
      for (const edit of edits) assert.ok(!edit.text.includes("hunter2"));
    }),
  );
});
