import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import type { CheckedFile } from "../../playbook/index.ts";
import { anyCheck, HOSTILE, SAMPLE, sampleFile, sampleFinding } from "../sample-check.testing.ts";
import { renderCheckedFile } from "./checked-file.ts";
import { renderSummary } from "./summary.ts";
import type { TerminalOptions } from "./terminal-options.ts";

const OPTIONS: TerminalOptions = { color: false, columns: 80, failOn: "warning" };

/** Renders a file and compares what follows the header. */
function checkBody(file: CheckedFile, expected: string, options: Partial<TerminalOptions> = {}): void {
  const text = renderCheckedFile(file, { ...OPTIONS, ...options });
  const [header = ""] = text.split("\n\n", 1);
  assert.equal(text.slice(header.length + 2), expected);
}

test("a finding shows what, where, the line, why, and what to do", () => {
  const text = "FROM debian:13\nRUN apt-get update\n";
  const finding = sampleFinding(text, "apt-get update", {
    message: "apt-get update leaves its package lists in this layer",
    fix: { title: "Delete the lists", applicability: "unsafe", edits: [] },
  });
  checkBody(
    sampleFile(text, [finding]),
    `warning[sample-rule] apt-get update leaves its package lists in this layer
 --> Dockerfile:2:5
2 | RUN apt-get update
  |     ^^^^^^^^^^^^^^
  = why: They cost tens of megabytes.
  = help: Delete the lists (unsafe)

`,
    { why: () => "They cost tens of megabytes." },
  );
});

test("the reason of a rule is said once in a file", () => {
  const text = "RUN a\nRUN b\n";
  const findings = [sampleFinding(text, "a"), sampleFinding(text, "b")];
  const shown = renderCheckedFile(sampleFile(text, findings), { ...OPTIONS, why: () => "It costs." });
  assert.equal(shown.split("It costs.").length, 2);
});

test("errors come before warnings, and a rule's findings stand together", () => {
  const text = "RUN a\nRUN b\nRUN c\nRUN d\n";
  const findings = [
    sampleFinding(text, "a", { rule: "one" }),
    sampleFinding(text, "b", { rule: "two" }),
    sampleFinding(text, "c", { rule: "one" }),
    sampleFinding(text, "d", { rule: "three", severity: "error" }),
  ];
  const shown = renderCheckedFile(sampleFile(text, findings), OPTIONS);
  assert.deepEqual(
    [...shown.matchAll(/^(\w+\[\w+\]).*\n --> Dockerfile:(\d)/gm)].map((match) => [match[1], match[2]]),
    [
      ["error[three]", "4"],
      ["warning[one]", "1"],
      ["warning[one]", "3"],
      ["warning[two]", "2"],
    ],
  );
});

test("from the fourth on, a rule's findings are listed by message and line", () => {
  const text = "RUN a b\n".repeat(9);
  const findings = [0, 1, 2, 3, 4, 5, 6, 6].map((line, index) => {
    const span = { start: line * 8 + 4, end: line * 8 + 5 };
    return sampleFinding(text, "a", { span, message: index === 5 ? "another thing" : "a thing" });
  });
  const shown = renderCheckedFile(sampleFile(text, findings), OPTIONS);
  assert.equal(shown.split("-->").length, 4);
  assert.match(shown, /^warning\[sample-rule\] and 4 more: lines 4, 5, 7 \(2 times\)$/m);
  assert.match(shown, /^warning\[sample-rule\] and 1 more: another thing: line 6$/m);
});

test("a file says where it is built, that it is for development, and what was suppressed", () => {
  const file = sampleFile("", [], {
    path: ".devcontainer/Dockerfile",
    context: { folder: "shop", evidence: "compose.yaml builds it there" },
    isDevelopment: true,
    suppressed: 3,
  });
  assert.equal(
    renderCheckedFile(file, OPTIONS),
    `.devcontainer/Dockerfile
  built in shop: compose.yaml builds it there
  a development container: reported, not gated
  suppressed by comments: 3

`,
  );
});

test("a quiet report leaves out files in order, and checklists", () => {
  const [practice] = SAMPLE.files[0]?.checklist ?? [];
  const checklist = practice === undefined ? [] : [practice];
  const options = { ...OPTIONS, quiet: true };
  assert.equal(renderCheckedFile(sampleFile("FROM a\n", [], { checklist }), options), "");
  const found = sampleFile("FROM a\n", [sampleFinding("FROM a\n", "a")], { checklist });
  assert.doesNotMatch(renderCheckedFile(found, options), /multi-stage/);
  const problems = [{ code: "sample/problem", message: "not read" }];
  assert.match(renderCheckedFile(sampleFile("FROM a\n", [], { problems }), options), /not read/);
});

test("a problem with a place shows its line", () => {
  const problems = [{ code: "sample/problem", message: "it is refused", span: { start: 5, end: 6 } }];
  checkBody(
    sampleFile("FROM a\n", [], { problems }),
    `problem[sample/problem] it is refused
 --> Dockerfile:1:6
1 | FROM a
  |      ^

`,
  );
});

test("a problem of another path shows that path and no line", () => {
  const problem = {
    code: "sample/problem",
    message: "no",
    path: ".dockerignore",
    span: { start: 0, end: 1 },
  };
  checkBody(
    sampleFile("FROM a\n", [], { problems: [problem] }),
    "problem[sample/problem] no\n --> .dockerignore\n\n",
  );
});

test("a message without end is cut, and the rest of it counted", () => {
  const text = "FROM a\n";
  const file = sampleFile(text, [sampleFinding(text, "a", { message: "m".repeat(5_000) })]);
  assert.match(renderCheckedFile(file, OPTIONS), /m \(and 3000 more characters\)$/m);
});

test("nothing that a file holds reaches the terminal but text", () => {
  for (const text of HOSTILE) {
    const line = `RUN ${text} x\n`;
    const finding = sampleFinding(line, "x", { message: text, rule: `r${text}` });
    const shown = renderCheckedFile(sampleFile(line, [finding], { path: text }), OPTIONS);
    assert.match(shown, CLEAN, JSON.stringify(text));
  }
});

test("any check gives clean lines in both modes, and colour changes nothing but colour", () => {
  fc.assert(
    fc.property(anyCheck, fc.integer({ min: -5, max: 300 }), fc.boolean(), (result, columns, unicode) => {
      const options = { ...OPTIONS, columns, unicode, why: () => HOSTILE[0] };
      const plain = render(result, options);
      assert.match(plain, CLEAN);
      assert.doesNotMatch(plain, /[ \t]$/m);
      assert.ok(plain.endsWith("\n"));
      const colored = render(result, { ...options, color: true });
      assert.doesNotMatch(colored, /\x1b(?!\[[0-9;]+m)/);
      assert.equal(stripVTControlCharacters(colored), plain);
    }),
  );
});

test("an excerpt fits the columns", () => {
  const text = `RUN ${"漢\t\x1b👍x".repeat(200)}\n`;
  fc.assert(
    fc.property(fc.nat({ max: text.length }), fc.integer({ min: 40, max: 200 }), (start, columns) => {
      const file = sampleFile(text, [sampleFinding(text, "", { span: { start, end: start + 3 } })]);
      const lines = renderCheckedFile(file, { ...OPTIONS, columns }).split("\n");
      for (const line of lines.filter((candidate) => /^[ 1] \|/.test(candidate))) {
        assert.ok(line.replaceAll(/[漢👍]/gu, "ww").length <= columns + 1, line);
      }
    }),
  );
});

for (const [name, options] of [
  ["plain", { unicode: false }],
  ["colored", { color: true }],
] as const) {
  test(`a whole report is as stored, ${name}`, () => {
    const why = (rule: string) => (rule.startsWith("apt") ? "The lists take tens of megabytes." : undefined);
    const text = render(SAMPLE, { ...OPTIONS, ...options, why }).replaceAll("\x1b", "␛");
    const path = fileURLToPath(new URL(`../../../fixtures/report/check.${name}.txt`, import.meta.url));
    if (process.env.PLIMSOLL_STORE === "1") writeFileSync(path, text);
    assert.equal(text, readFileSync(path, "utf8"));
  });
}

/** Only line feeds, and nothing else that a terminal acts upon or that stands for half a character. */
const CLEAN = /^(?:\n|\u200c|\u200d|[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}])*$/u;

function render(result: typeof SAMPLE, options: TerminalOptions): string {
  return (
    result.files.map((file) => renderCheckedFile(file, options)).join("") + renderSummary(result, options)
  );
}
