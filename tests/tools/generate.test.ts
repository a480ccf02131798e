import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { generate } from "../../tools/generate.ts";

const RULES = "src/playbook/rules";

/** A repository in a temporary folder that holds these files, and a package.json. */
function repository(context: TestContext, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "plimsoll-generate-"));
  context.after(() => rmSync(root, { recursive: true }));
  const all = {
    "package.json": '{ "type": "module", "version": "9.8.7" }',
    "src/base/index.ts": "",
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

async function checkProblem(context: TestContext, files: Readonly<Record<string, string>>, problem: RegExp) {
  const root = repository(context, files);
  const { problems, written } = await generate(root);
  assert.deepEqual(written, []);
  assert.equal(problems.length, 1, problems.join("\n"));
  assert.match(problems[0] ?? "", problem);
}

async function load(root: string, name: string): Promise<Readonly<Record<string, unknown>>> {
  const module: unknown = await import(pathToFileURL(join(root, name)).href);
  return Object(module);
}

test("without rules the registry and the pages are empty", async (context) => {
  const root = repository(context, {});
  assert.deepEqual((await generate(root)).problems, []);
  assert.deepEqual((await load(root, "src/playbook/generated/rules.ts")).rules, []);
  assert.deepEqual((await load(root, "src/playbook/generated/pages.ts")).pages, new Map());
  assert.equal((await load(root, "src/cli/generated/version.ts")).version, "9.8.7");
});

test("rules come in the order of their names, each with its page", async (context) => {
  const root = repository(context, {
    [`${RULES}/b-one.ts`]: 'export const rule = { name: "b-one" };',
    [`${RULES}/b-one.md`]: "# B\n\n`${b}`\n",
    [`${RULES}/a-two.ts`]: 'export const rule = { name: "a-two" };',
    [`${RULES}/a-two.md`]: "# A\n",
    [`${RULES}/a-two.test.ts`]: "",
    "src/playbook/practices/works.md": "# Works\n",
  });
  assert.deepEqual((await generate(root)).problems, []);
  const { rules } = await load(root, "src/playbook/generated/rules.ts");
  assert.deepEqual(rules, [{ name: "a-two" }, { name: "b-one" }]);
  const { pages, practicePages } = await load(root, "src/playbook/generated/pages.ts");
  assert.ok(pages instanceof Map && practicePages instanceof Map);
  assert.deepEqual([...pages.keys()], ["a-two", "b-one"]);
  assert.equal(pages.get("b-one")(), "# B\n\n`${b}`\n");
  assert.equal(practicePages.get("works")(), "# Works\n");
});

test("a file whose content is the same is left alone", async (context) => {
  const root = repository(context, {});
  assert.equal((await generate(root)).written.length, 5);
  assert.deepEqual((await generate(root)).written, []);
  writeFileSync(join(root, "package.json"), '{ "type": "module", "version": "9.8.8" }');
  assert.deepEqual((await generate(root)).written, ["src/cli/generated/version.ts"]);
});

test("the sentences of all folders' error codes are gathered", async (context) => {
  const root = repository(context, {
    "src/host/codes.ts": 'export const hostCodes = { "host/not-found": "There is nothing." } as const;',
    "src/context/codes.ts": 'export const codes = { "context/empty": "It is empty." };',
  });
  assert.deepEqual((await generate(root)).problems, []);
  const { codes } = await load(root, "src/playbook/generated/codes.ts");
  assert.deepEqual(
    codes,
    new Map([
      ["context/empty", "It is empty."],
      ["host/not-found", "There is nothing."],
    ]),
  );
  assert.doesNotMatch(readFileSync(join(root, "src/playbook/generated/codes.ts"), "utf8"), /import/);
});

test("a rule without a page is named", (context) =>
  checkProblem(
    context,
    { [`${RULES}/lonely.ts`]: "export const rule = {};" },
    /rules\/lonely\.ts has no page/,
  ));

test("a page without a rule is named", (context) =>
  checkProblem(context, { [`${RULES}/lonely.md`]: "# Lonely" }, /rules\/lonely\.md has no rule/));

test("a file that exports no rule is named", (context) =>
  checkProblem(
    context,
    { [`${RULES}/x.ts`]: "const rule = {};", [`${RULES}/x.md`]: "# X" },
    /rules\/x\.ts: does not/,
  ));

test("a rule's name that is not kebab-case is named", (context) =>
  checkProblem(
    context,
    { [`${RULES}/xY.ts`]: "export const rule = {};", [`${RULES}/xY.md`]: "# X" },
    /rules\/xY\.ts: .*kebab-case/,
  ));

test("a code of another folder is named", (context) =>
  checkProblem(
    context,
    { "src/host/codes.ts": 'export const codes = { "cli/usage": "No." };' },
    /src\/host\/codes\.ts: "cli\/usage"/,
  ));

test("a code without a sentence is named", (context) =>
  checkProblem(
    context,
    { "src/host/codes.ts": 'export const codes = { "host/gone": "" };' },
    /"host\/gone" has no sentence/,
  ));
