import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { applyEdits, type Finding, lineStarts, positionAt } from "../../src/base/index.ts";
import { parseDockerfile } from "../../src/dockerfile/index.ts";
import { type RuleDefinition, rules } from "../../src/playbook/index.ts";
import { evaluateDockerfile } from "../../src/stage/index.ts";
import { declaredPaths } from "./declared-paths.ts";
import { stateChanges } from "./final-state.ts";
import { judgeExample } from "./judge-example.ts";
import { type PageExample, readPage } from "./page.ts";

const folder = new URL("../../src/playbook/rules/", import.meta.url);

/** What one rule finds in a text. */
async function findingsOf(
  rule: RuleDefinition,
  example: PageExample,
  text: string,
): Promise<readonly Finding[]> {
  const { judgement } = await judgeExample(rule, example, text);
  return judgement.findings.filter((finding) => finding.rule === rule.name);
}

/** The example with the ignore file that the first fix of one writes. */
function withFiles(example: PageExample, findings: readonly Finding[]): PageExample {
  const written = findings
    .flatMap(({ fix }) => fix?.files ?? [])
    .find(({ path }) => path === ".dockerignore");
  if (written === undefined) return example;
  assert.equal(written.before, example.ignoreFile, "a file is written over what was read");
  return { ...example, ignoreFile: written.after };
}

function fixAll(text: string, findings: readonly Finding[]): string {
  let fixed = text;
  // One fix after the other: a second one may touch what the first changed, and is then left for the next round.
  const edits = findings.flatMap(({ fix }) =>
    fix === undefined || fix.applicability === "display-only" ? [] : [fix.edits],
  );
  let taken: (typeof edits)[number] = [];
  const seen = new Set<string>();
  for (const next of edits) {
    // Two findings that one and the same change mends.
    const key = JSON.stringify(next);
    if (seen.has(key)) continue;
    seen.add(key);
    const both = applyEdits(text, [...taken, ...next]);
    if (both === undefined) continue;
    taken = [...taken, ...next];
    fixed = both;
  }
  return fixed;
}

function isRefused(text: string): boolean {
  const dockerfile = parseDockerfile("Dockerfile", text);
  return dockerfile.problems.length + evaluateDockerfile(dockerfile).problems.length > 0;
}

for (const rule of rules as readonly RuleDefinition[]) {
  describe(`page of ${rule.name}`, () => {
    const text = readFileSync(new URL(`${rule.name}.md`, folder), "utf8");
    const page = readPage(text);

    it("shows the rule firing and the rule silent", () => {
      assert.ok(page.title !== "", "the page starts with a title");
      assert.ok(
        page.examples.some(({ expected }) => expected.length > 0),
        "an example with a finding",
      );
      assert.ok(
        page.examples.some(({ expected }) => expected.length === 0),
        "an example without one",
      );
    });

    for (const example of page.examples) {
      it(`finds what the example on line ${example.line} says`, async () => {
        const starts = lineStarts(example.text);
        const found = (await findingsOf(rule, example, example.text)).map(({ span, message }) => {
          const { line, column } = positionAt(starts, span.start);
          const end = positionAt(starts, span.end);
          return {
            line: line - 1,
            column: column - 1,
            length: end.line === line ? end.column - column : undefined,
            message,
          };
        });
        const expected = example.expected.map((each, index) =>
          each.length === undefined ? { ...each, length: found[index]?.length } : each,
        );
        assert.deepEqual(found, expected);
      });

      it(`has fixes that hold for the example on line ${example.line}`, async () => {
        const findings = await findingsOf(rule, example, example.text);
        const mended = findings.filter(
          ({ fix }) => fix !== undefined && fix.applicability !== "display-only",
        );
        if (rule.fix === "always")
          assert.equal(findings.filter(({ fix }) => fix !== undefined).length, findings.length);
        if (rule.fix === "never") assert.equal(findings.filter(({ fix }) => fix !== undefined).length, 0);
        if (mended.some(({ fix }) => fix?.applicability !== "safe")) {
          assert.ok(
            page.headings.includes("When the fix is not safe"),
            "a section says when the fix is not safe",
          );
        }
        const fixed = fixAll(example.text, findings);
        if (example.fixed !== undefined) assert.equal(fixed, example.fixed);
        if (mended.length === 0) return;
        const left = await findingsOf(rule, withFiles(example, findings), fixed);
        assert.ok(left.length < findings.length, "the fix removes its finding");
        if (!isRefused(example.text))
          assert.equal(isRefused(fixed), false, "the builder takes the fixed text");
        const again = fixAll(fixed, await findingsOf(rule, example, fixed));
        const settled = fixAll(again, await findingsOf(rule, example, again));
        assert.equal(settled, again, "fixes settle");
      });

      it(`has safe fixes that change no final state in the example on line ${example.line}`, async () => {
        const before = await judgeExample(rule, example, example.text);
        const safe = before.judgement.findings.filter(
          (finding) => finding.rule === rule.name && finding.fix?.applicability === "safe",
        );
        // What fails has no final state to keep.
        const fails = safe.some(({ severity }) => severity === "error");
        if (safe.length === 0 || fails || isRefused(example.text)) return;
        const after = await judgeExample(rule, example, fixAll(example.text, safe));
        const declared = declaredPaths(text);
        const changes = stateChanges(before.subject.evaluated, after.subject.evaluated, declared);
        const how = 'the page names what goes in backticks, under "## Why the fix is safe"';
        assert.deepEqual(changes, [], how);
      });
    }
  });
}

describe("pages", () => {
  it("come in pairs with rules", () => {
    const files = readdirSync(folder);
    const names = rules.map(({ name }: RuleDefinition) => name);
    assert.deepEqual(
      files
        .filter((file) => file.endsWith(".md"))
        .map((file) => file.slice(0, -3))
        .sort(),
      [...names].sort(),
    );
  });
});
