import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { generateBaseImages } from "../../tools/generate/base-images.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, path), "utf8"));
}

/** A repository in a temporary folder with both tables, the first after `change`. */
function repository(context: TestContext, change: (text: string) => string): string {
  const root = mkdtempSync(join(tmpdir(), "plimsoll-base-images-"));
  context.after(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "data"));
  cpSync(join(ROOT, "data/base-images.json"), join(root, "data/base-images.json"));
  const text = readFileSync(join(ROOT, "data/base-contents.json"), "utf8");
  writeFileSync(join(root, "data/base-contents.json"), change(text));
  return root;
}

for (const name of ["base-contents", "base-images"]) {
  test(`data/${name}.json meets its schema`, () => {
    const schema: unknown = readJson(`data/${name}.schema.json`);
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const isValid = ajv.compile(Object(schema));
    assert.ok(isValid(readJson(`data/${name}.json`)), JSON.stringify(isValid.errors?.slice(0, 3)));
  });
}

test("the compact tables are one byte a character, and every record is whole", () => {
  const { text = "", problems } = generateBaseImages(ROOT);
  assert.deepEqual(problems, []);
  assert.match(text, /^[\n -~]*$/);
  assert.ok(text.length < 450_000, `${text.length} characters`);
  const literals = [...text.matchAll(/^ {2}(\w+): '(.*)',$/gm)];
  assert.deepEqual(
    literals.map(([, kind]) => kind),
    ["suites", "repository", "family", "system", "image", "command"],
  );
  for (const [, kind = "", literal = ""] of literals) {
    const [before, ...records] = literal.replaceAll("\\\\", "\\").split("%").slice(0, -1);
    assert.equal(before, "");
    for (const record of records) {
      assert.ok(record.startsWith(`${kind} `), record.slice(0, 40));
      assert.doesNotThrow(() => JSON.parse(record.slice(record.indexOf("&") + 1)), record.slice(0, 40));
    }
  }
});

test("a remark that nobody understands is a problem that names it", (context) => {
  const root = repository(context, (text) => text.replace("1.22.22 (before 26)", "1.22.22 (mostly)"));
  const { problems } = generateBaseImages(root);
  assert.match(problems[0] ?? "", /base-contents\.json: node: YARN_VERSION has a remark .*: mostly/);
});

test("one table without the other is a problem; a repository without both needs none", (context) => {
  const root = repository(context, (text) => text);
  rmSync(join(root, "data/base-images.json"));
  assert.deepEqual(generateBaseImages(root).problems, ["data/base-images.json is missing"]);
  rmSync(join(root, "data/base-contents.json"));
  assert.deepEqual(generateBaseImages(root), { text: undefined, problems: [] });
});
