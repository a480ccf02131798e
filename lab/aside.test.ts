import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { isMade, makeFolder, writeAside } from "./aside.ts";

const root = mkdtempSync(join(tmpdir(), "aside-"));
after(() => rmSync(root, { recursive: true }));

test("a folder whose making fails stays as it was", async () => {
  const folder = join(root, "kept");
  await makeFolder(folder, "one", async (aside) => writeFileSync(join(aside, "file"), "one"));
  const failing = makeFolder(folder, "two", async (aside) => {
    writeFileSync(join(aside, "file"), "half of two");
    throw new Error("no more");
  });
  await assert.rejects(failing, /no more/);
  assert.equal(readFileSync(join(folder, "file"), "utf8"), "one");
  assert.equal(isMade(folder, "one"), true);
  assert.equal(isMade(folder, "two"), false);
});

test("what a failed making left is not part of the next", async () => {
  const folder = join(root, "again");
  const failing = makeFolder(folder, "one", async (aside) => {
    writeFileSync(join(aside, "left"), "");
    throw new Error("no more");
  });
  await assert.rejects(failing);
  await makeFolder(folder, "one", async () => {});
  assert.equal(existsSync(join(folder, "left")), false);
});

test("a file is written only when its text changes", () => {
  const path = join(root, "below", "file");
  assert.deepEqual(
    ["a", "a", "b"].map((text) => writeAside(path, text)),
    [true, false, true],
  );
});
