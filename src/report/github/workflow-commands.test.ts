import assert from "node:assert/strict";
import { test } from "node:test";
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
import { renderGithub } from "./workflow-commands.ts";

/** Renders a check and compares its commands. */
function checkCommands(result: CheckResult, expected: readonly string[]): void {
  assert.equal(renderGithub(result), expected.map((line) => `${line}\n`).join(""));
}

const TEXT = "FROM a\nRUN b \\\n  c\n";

test("a finding becomes a command with its place, its rule and its fix", () => {
  const fix = { title: "Name a version", applicability: "unsafe", edits: [] } as const;
  const file = sampleFile(TEXT, [
    sampleFinding(TEXT, "a", { severity: "error", message: "a has no tag", fix }),
    sampleFinding(TEXT, "b"),
    sampleFinding(TEXT, "c", { severity: "information" }),
  ]);
  checkCommands(sampleResult(file), [
    "::error file=Dockerfile,line=1,endLine=1,col=6,endColumn=7,title=sample-rule::a has no tag%0Ahelp: Name a version (unsafe)",
    "::warning file=Dockerfile,line=2,endLine=2,col=5,endColumn=6,title=sample-rule::something is wrong here",
    "::notice file=Dockerfile,line=3,endLine=3,col=3,endColumn=4,title=sample-rule::something is wrong here",
  ]);
});

test("a span of several lines has no columns", () => {
  const file = sampleFile(TEXT, [sampleFinding(TEXT, "b \\\n  c"), sampleFinding(TEXT, "a\n")]);
  checkCommands(sampleResult(file), [
    "::warning file=Dockerfile,line=2,endLine=3,title=sample-rule::something is wrong here",
    "::warning file=Dockerfile,line=1,endLine=1,title=sample-rule::something is wrong here",
  ]);
});

test("problems become warnings, with a file where they concern one", () => {
  const file = sampleFile(TEXT, [], {
    problems: [{ code: "sample/refused", message: "it is refused", span: { start: 5, end: 6 } }],
  });
  checkCommands(sampleResult(file, [{ code: "host/not-found", message: "nothing there" }]), [
    "::warning file=Dockerfile,line=1,endLine=1,col=6,endColumn=7,title=sample/refused::it is refused",
    "::warning title=host/not-found::nothing there",
  ]);
});

test("nothing to say is no text", () => {
  checkCommands(sampleResult(sampleFile(TEXT)), []);
});

test("percent signs, line breaks, colons and commas are escaped where they would end something", () => {
  const file = sampleFile(TEXT, [sampleFinding(TEXT, "a", { message: "50% of: x, y\r\n::error::z" })], {
    path: "a:b,c%/Dockerfile\n",
  });
  checkCommands(sampleResult(file), [
    "::warning file=a%3Ab%2Cc%25/Dockerfile%0A,line=1,endLine=1,col=6,endColumn=7,title=sample-rule" +
      "::50%25 of: x, y%0D%0A::error::z",
  ]);
});

test("hostile text stays inside one command", () => {
  for (const text of HOSTILE) {
    const line = `RUN ${text} x\n`;
    const file = sampleFile(line, [sampleFinding(line, "x", { message: text })], { path: text });
    assert.match(renderGithub(sampleResult(file)), COMMANDS, JSON.stringify(text));
  }
});

test("any check gives one command for each finding and problem", () => {
  fc.assert(
    fc.property(anyCheck, (result) => {
      const text = renderGithub(result);
      assert.match(text, COMMANDS);
      const expected = result.files.reduce(
        (sum, { findings, problems }) => sum + findings.length + problems.length,
        result.problems.length,
      );
      assert.equal(text.split("\n").length - 1, expected);
    }),
  );
  assert.match(renderGithub(SAMPLE), COMMANDS);
});

/** Lines of one command each, whose properties hold nothing that ends them and whose text nothing that acts. */
const COMMANDS =
  /^(?:::(?:error|warning|notice) (?:[a-zA-Z]+=[^,:\p{Cc}]*,?)+::(?:\u200c|\u200d|[^\p{Cc}\p{Cf}\p{Cs}])*\n)*$/u;
