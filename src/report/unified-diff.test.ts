import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { encodeSource } from "../base/index.ts";
import { joinDiff, unifiedDiff } from "./unified-diff.ts";

function checkDiff(before: string, after: string, expected: readonly string[], path = "f"): void {
  assert.deepEqual(joinDiff(unifiedDiff(path, before, after)).split("\n"), [...expected, ""]);
}

test("equal texts have no diff", () => {
  assert.deepEqual(unifiedDiff("f", "a\n", "a\n"), []);
});

test("three lines stand around a change", () => {
  checkDiff("1\n2\n3\n4\nb\n6\n7\n8\n9\n", "1\n2\n3\n4\nc\n6\n7\n8\n9\n", [
    ...["--- a/f", "+++ b/f", "@@ -2,7 +2,7 @@"],
    ...[" 2", " 3", " 4", "-b", "+c", " 6", " 7", " 8"],
  ]);
});

test("a carriage return belongs to its line", () => {
  checkDiff("a\r\nb\r\n", "a\r\nc\r\n", ["--- a/f", "+++ b/f", "@@ -1,2 +1,2 @@", " a\r", "-b\r", "+c\r"]);
});

test("a missing newline at the end is said", () => {
  const note = "\\ No newline at end of file";
  checkDiff("a\nb", "c\nb", ["--- a/f", "+++ b/f", "@@ -1,2 +1,2 @@", "-a", "+c", " b", note]);
  checkDiff("a", "a\n", ["--- a/f", "+++ b/f", "@@ -1 +1 @@", "-a", note, "+a"]);
  checkDiff("", "a\n", ["--- a/f", "+++ b/f", "@@ -0,0 +1 @@", "+a"]);
});

test("a path that would break its line is quoted", () => {
  const name = (path: string) => unifiedDiff(path, "a\n", "b\n")[0]?.text;
  assert.equal(name("./x y"), "--- a/x y\t");
  assert.equal(name('/x\n"\udcff'), '--- "a/x\\012\\"\\377"');
  assert.equal(name("é"), "--- a/é");
});

const hasPatch = spawnSync("patch", ["--version"]).status === 0;
test("patch makes one text of the other", {
  skip: hasPatch ? false : "needs the program patch",
}, (context) => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-diff-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const pairs: readonly (readonly [string, string])[] = [
    ["a\nb\nc\n", "a\nc\nd\n"],
    ["a\r\nb\r\n", "a\r\nc\r\n"],
    ["a\nb", "a\nb\nc"],
    ["a\n\udcff\n", "b\n\udcff\n"],
    [[..."abcdefghijklmnop"].join("\n"), [..."abCdefghijklmNoqp"].join("\n")],
  ];
  pairs.forEach(([before, after], index) => {
    const inside = join(folder, String(index));
    mkdirSync(inside);
    writeFileSync(join(inside, "f g"), encodeSource(before));
    const input = encodeSource(joinDiff(unifiedDiff("./f g", before, after)));
    const { status, stdout } = spawnSync("patch", ["-p1", "--binary"], { cwd: inside, input });
    assert.equal(status, 0, stdout.toString());
    assert.deepEqual(readFileSync(join(inside, "f g")), Buffer.from(encodeSource(after)));
  });
});
