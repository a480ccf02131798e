import assert from "node:assert/strict";
import { test } from "node:test";
import { type Finding, limits } from "../base/index.ts";
import { parseDockerfile } from "../dockerfile/index.ts";
import { evaluateDockerfile } from "../stage/index.ts";
import type { JudgedFile } from "./judge-file.ts";
import { settleFixes } from "./settle-fixes.ts";

/** A rule that finds a word and would put another in its place. */
interface Exchange {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  readonly message?: string;
}

const TEXT = "FROM a\nRUN b\nRUN c\n";

async function checkSettled(
  exchanges: readonly Exchange[],
  expected: { readonly text: string; readonly withdrawn?: readonly string[]; readonly code?: string },
) {
  let calls = 0;
  const judge = async (text: string): Promise<JudgedFile> => {
    calls++;
    const evaluated = evaluateDockerfile(parseDockerfile("f", text));
    const context = { kind: "unknown", reason: "a test has none" } as const;
    const findings = exchanges.flatMap((exchange) => findingsOf(text, exchange));
    return {
      subject: { path: "f", evaluated, context, isDevelopment: false },
      judgement: { findings, rules: [], suppressed: 0, secrets: [], problems: [] },
      problems: [],
    };
  };
  const settled = await settleFixes({ path: "f", text: TEXT, allowed: new Set(["safe"]), judge });
  assert.equal(settled.text, expected.text);
  assert.deepEqual(settled.withdrawn, expected.withdrawn ?? []);
  assert.deepEqual(
    settled.problems.map(({ code }) => code),
    expected.code === undefined ? [] : [expected.code],
  );
  return { settled, calls };
}

function findingsOf(text: string, { rule, from, to, message = rule }: Exchange): readonly Finding[] {
  return [...text.matchAll(new RegExp(`(?<= )${from}$`, "gm"))].map((match): Finding => {
    const span = { start: match.index, end: match.index + match[0].length };
    const fix = { title: "mend", applicability: "safe", edits: [{ span, text: to }] } as const;
    return { rule, practice: "works", severity: "warning", path: "f", span, message, replaces: [], fix };
  });
}

test("rounds follow each other until nothing changes, and places are of the first text", async () => {
  const { settled } = await checkSettled(
    [
      { rule: "p", from: "b", to: "longer" },
      { rule: "r", from: "c", to: "e" },
    ],
    { text: "FROM a\nRUN longer\nRUN e\n" },
  );
  assert.deepEqual(
    settled.mended.map(({ finding, round }) => [
      finding.rule,
      round,
      TEXT.slice(finding.span.start, finding.span.end),
    ]),
    [
      ["p", 1, "b"],
      ["r", 1, "c"],
    ],
  );
});

test("a title says so where a later fix changes again what a fix wrote", async () => {
  const { settled } = await checkSettled(
    [
      { rule: "p", from: "b", to: "x" },
      { rule: "r", from: "x", to: "y" },
      { rule: "r", from: "c", to: "e" },
    ],
    { text: "FROM a\nRUN y\nRUN e\n" },
  );
  assert.deepEqual(
    settled.mended.map(({ finding, fix }) => [finding.rule, fix.title]),
    [
      ["p", "mend; a later fix changes that again"],
      ["r", "mend"],
      ["r", "mend"],
    ],
  );
});

test("a fix that brings another finding is withdrawn, and the others stay", async () => {
  await checkSettled(
    [
      { rule: "p", from: "b", to: "worse" },
      { rule: "q", from: "worse", to: "worst" },
      { rule: "r", from: "c", to: "e" },
    ],
    { text: "FROM a\nRUN b\nRUN e\n", withdrawn: ["p"], code: "app/fix-withdrawn" },
  );
});

test("a fix whose finding stays is withdrawn", async () => {
  await checkSettled([{ rule: "p", from: "b+", to: "bb" }], {
    text: TEXT,
    withdrawn: ["p"],
    code: "app/fix-withdrawn",
  });
});

test("a fix that the builder would refuse is withdrawn", async () => {
  await checkSettled([{ rule: "p", from: "a", to: "a AS" }], {
    text: TEXT,
    withdrawn: ["p"],
    code: "app/fix-withdrawn",
  });
});

test("fixes that undo each other end", async () => {
  const { calls } = await checkSettled(
    [
      { rule: "p", from: "b", to: "d" },
      { rule: "p", from: "d", to: "b", message: "back" },
    ],
    { text: "FROM a\nRUN d\nRUN c\n", withdrawn: ["p"], code: "app/fix-withdrawn" },
  );
  assert.ok(calls < 10);
});

test("what one fix leaves the next may mend, many rounds long", async () => {
  const numbers = Array.from({ length: 30 }, (_, index) => `b${"x".repeat(index)}`);
  const all = numbers.map((from, index) => ({ rule: "p", from, to: `${from}x`, message: `number ${index}` }));
  assert.ok(limits.fixRounds > 30);
  const { settled } = await checkSettled(all, { text: `FROM a\nRUN b${"x".repeat(30)}\nRUN c\n` });
  assert.equal(settled.mended.length, 30);
});
