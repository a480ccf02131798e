import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import type { CheckResult } from "../../playbook/index.ts";
import {
  anyCheck,
  HOSTILE,
  SAMPLE,
  sampleFile,
  sampleFinding,
  sampleResult,
} from "../sample-check.testing.ts";
import { type CheckReport, renderCheckJson } from "./check.ts";

const SCHEMA = new URL("../../../schemas/check.v1.schema.json", import.meta.url);
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile<CheckReport>(
  JSON.parse(readFileSync(SCHEMA, "utf8")),
);

/** Renders a check, holds the text to the published schema, and reads it back. */
function checkJson(result: CheckResult): CheckReport {
  const text = renderCheckJson(result, { version: "1.2.3" });
  assert.ok(text.endsWith("}\n"));
  const report: unknown = JSON.parse(text);
  assert.ok(validate(report), JSON.stringify(validate.errors));
  return report;
}

test("a finding has its rule, place, message and fix", () => {
  const [finding] = checkJson(SAMPLE).findings;
  assert.deepEqual(finding, {
    rule: "base-tag-missing",
    practice: "pinned-base",
    severity: "error",
    path: "shop/Dockerfile",
    startLine: 2,
    startColumn: 6,
    endLine: 2,
    endColumn: 12,
    message: "debian has no tag",
    fix: { title: "Name a version", applicability: "display-only" },
    replaces: ["hadolint:DL3006"],
  });
});

test("files say their context, whether they are for development, and what was suppressed", () => {
  assert.deepEqual(checkJson(SAMPLE).files, [
    {
      path: "shop/Dockerfile",
      context: { folder: "shop", evidence: "compose.yaml builds it there" },
      development: false,
      suppressed: 2,
    },
    { path: ".devcontainer/Dockerfile", context: null, development: true, suppressed: 0 },
  ]);
});

test("the checklist names practice, group, status, evidence and line", () => {
  const { checklist } = checkJson(SAMPLE);
  assert.equal(checklist.length, SAMPLE.files[0]?.checklist.length);
  assert.deepEqual(
    checklist.find(({ practice }) => practice === "pinned-base"),
    {
      path: "shop/Dockerfile",
      practice: "pinned-base",
      group: "secure",
      status: "broken",
      evidence: "debian has no tag",
      line: 2,
    },
  );
});

test("problems name the file they concern, with a place where they have one", () => {
  const file = sampleFile("FROM a\n", [], {
    problems: [{ code: "sample/refused", message: "it is refused", span: { start: 5, end: 6 } }],
  });
  const outside = [{ code: "host/not-found", message: "there is nothing there" }];
  assert.deepEqual(checkJson(sampleResult(file, outside)).problems, [
    {
      code: "sample/refused",
      message: "it is refused",
      path: "Dockerfile",
      ...{ startLine: 1, startColumn: 6, endLine: 1, endColumn: 7 },
    },
    { code: "host/not-found", message: "there is nothing there" },
  ]);
});

test("columns count UTF-16 units, and a span may end on a later line", () => {
  const text = "# 👍 é x\nRUN y\n";
  const report = checkJson(sampleResult(sampleFile(text, [sampleFinding(text, "x\nRUN")])));
  const [finding] = report.findings;
  assert.deepEqual(
    [finding?.startLine, finding?.startColumn, finding?.endLine, finding?.endColumn],
    [1, 8, 2, 4],
  );
});

test("bytes that are no UTF-8 are replacement characters", () => {
  const text = "FROM a\n";
  const finding = sampleFinding(text, "a", { message: "a\udcffb" });
  const report = checkJson(sampleResult(sampleFile(text, [finding], { path: "d\udc80" })));
  assert.equal(report.findings[0]?.message, "a\ufffdb");
  assert.equal(report.findings[0]?.path, "d\ufffd");
});

test("hostile text stays inside its strings", () => {
  for (const text of HOSTILE) {
    const line = `RUN ${text} x\n`;
    const finding = sampleFinding(line, "x", { message: text });
    const report = checkJson(sampleResult(sampleFile(line, [finding], { path: text })));
    assert.equal(report.findings[0]?.message, text.toWellFormed());
  }
});

test("any check keeps to the published schema", () => {
  fc.assert(
    fc.property(anyCheck, (result) => {
      const report = checkJson(result);
      assert.equal(
        report.findings.length,
        result.files.reduce((sum, { findings }) => sum + findings.length, 0),
      );
    }),
  );
});

const REFUSED: readonly (readonly [name: string, change: (report: Record<string, unknown>) => unknown])[] = [
  ["another version", (report) => ({ ...report, version: 2 })],
  ["a property it does not know", (report) => ({ ...report, extra: 1 })],
  ["a report without problems", ({ problems: _, ...report }) => report],
  ["a finding without a place", (report) => ({ ...report, findings: [{ rule: "a" }] })],
  ["half a place", (report) => ({ ...report, problems: [{ code: "a", message: "b", startLine: 1 }] })],
];

for (const [name, change] of REFUSED) {
  test(`the schema refuses ${name}`, () => {
    const report: Record<string, unknown> = { ...checkJson(SAMPLE) };
    assert.equal(validate(change(report)), false);
  });
}
