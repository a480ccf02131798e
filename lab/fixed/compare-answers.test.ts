import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunEnd } from "../outcome/happen.ts";
import { compareAnswers, judgeAnswer } from "./compare-answers.ts";

const answered = (body: string, status = 200): RunEnd => ({ kind: "answered", status, body });
const exited = (status: number, log = ""): RunEnd => ({ kind: "exited", status, log });

const SAME: readonly (readonly [string, readonly RunEnd[], RunEnd, string | undefined])[] = [
  ["the same answer", [answered("a")], answered("a"), "the same"],
  ["another answer", [answered("a"), answered("a")], answered("b"), undefined],
  [
    "an answer that varies by itself",
    [answered("a"), answered("b")],
    answered("c"),
    "the same but for what varies",
  ],
  ["another status of an answer that varies", [answered("a"), answered("b")], answered("c", 500), undefined],
  ["the answer of the second start", [answered("a"), answered("b")], answered("b"), "the same"],
  ["another exit status", [exited(0)], exited(1), undefined],
  ["an exit in place of an answer", [answered("")], exited(0), undefined],
  ["a refusal of another container", [refused("1f")], refused("2e"), "the same"],
  ["nothing to compare with", [], answered("a"), undefined],
];

function refused(digits: string): RunEnd {
  return { kind: "refused", message: `${digits.repeat(32)} does not start` };
}

for (const [name, before, after, expected] of SAME) {
  test(`answers: ${name}`, () => assert.equal(compareAnswers(before, after), expected));
}

test("after fixes that are not safe, what is expected is enough", () => {
  const expected = { http: 80, says: "tides" };
  assert.equal(judgeAnswer(expected, answered("tides 1"), answered("tides 2")), "as expected");
  assert.equal(judgeAnswer(expected, answered("tides 1"), answered("gone", 404)), "otherwise");
});

test("what failed before may go well after fixes, or fail still", () => {
  const expected = { exit: 1, says: "no such file" };
  assert.equal(judgeAnswer(expected, exited(1, "no such file"), exited(0)), "better");
  assert.equal(judgeAnswer(expected, exited(1, "no such file"), exited(1, "no such file")), "the same");
  assert.equal(judgeAnswer(expected, exited(1, "no such file"), exited(2, "denied")), "fails still");
  assert.equal(judgeAnswer(expected, exited(0), exited(2, "denied")), "otherwise");
});
