import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createFiles } from "../../tools/new.ts";

const RULES = "src/playbook/rules";

function emptyRoot(context: TestContext): string {
  const root = mkdtempSync(join(tmpdir(), "plimsoll-new-"));
  context.after(() => rmSync(root, { recursive: true }));
  return root;
}

test("a new rule is two files that carry its name", (context) => {
  const root = emptyRoot(context);
  const paths = [`${RULES}/shiny-thing.md`, `${RULES}/shiny-thing.ts`];
  assert.deepEqual(createFiles(root, "rule", "shiny-thing"), { kind: "created", paths });
  assert.match(readFileSync(join(root, `${RULES}/shiny-thing.md`), "utf8"), /^# Shiny thing\n/);
  assert.match(readFileSync(join(root, `${RULES}/shiny-thing.ts`), "utf8"), /name: "shiny-thing"/);
});

test("nothing is written where one of the files is there", (context) => {
  const root = emptyRoot(context);
  mkdirSync(join(root, RULES), { recursive: true });
  writeFileSync(join(root, `${RULES}/old.ts`), "mine");
  assert.deepEqual(createFiles(root, "rule", "old"), {
    kind: "refused",
    reason: `${RULES}/old.ts is there already`,
  });
  assert.equal(readFileSync(join(root, `${RULES}/old.ts`), "utf8"), "mine");
  assert.equal(existsSync(join(root, `${RULES}/old.md`)), false);
});

for (const name of ["Big", "two_words", "-x", "x-", "1st", "a/b", "../x", "", "x.ts"]) {
  test(`the name ${JSON.stringify(name)} is refused`, (context) => {
    assert.equal(createFiles(emptyRoot(context), "rule", name).kind, "refused");
  });
}

test("a kind without templates is refused", (context) => {
  assert.equal(createFiles(emptyRoot(context), "../rule", "x").kind, "refused");
});
