import type { RunExpectation } from "../outcome/definition.ts";
import { differenceOfRun, type RunEnd } from "../outcome/happen.ts";
import type { AnswerChange } from "./proved.ts";

/**
 * What became of what an image does. `before` are the ends of several starts of the image before its fixes, at least one:
 * text in which they differ from each other varies by itself and is not compared.
 */
export function compareAnswers(
  before: readonly RunEnd[],
  after: RunEnd,
): "the same" | "the same but for what varies" | undefined {
  const [first] = before;
  if (first === undefined) return undefined;
  if (before.some((one) => textOf(one) === textOf(after) && stateOf(one) === stateOf(after)))
    return "the same";
  if (before.some((one) => stateOf(one) !== stateOf(after))) return undefined;
  return before.some((one) => textOf(one) !== textOf(first)) ? "the same but for what varies" : undefined;
}

/** What became of what an image does where fixes may change behaviour: it has to do what is expected, or better. */
export function judgeAnswer(expected: RunExpectation, before: RunEnd, after: RunEnd): AnswerChange {
  const same = compareAnswers([before], after);
  if (same !== undefined) return same;
  if (differenceOfRun(expected, after) === undefined) return "as expected";
  if (isGood(before)) return "otherwise";
  return isGood(after) ? "better" : "fails still";
}

function isGood(end: RunEnd): boolean {
  if (end.kind === "answered") return end.status < 400;
  if (end.kind === "exited") return end.status === 0;
  // What runs on where an end was waited for did start.
  return end.kind === "silent" || (end.kind === "health" && end.verdict === "healthy");
}

/** What does not vary: whether it goes well, and with which status. */
function stateOf(end: RunEnd): string {
  if (end.kind === "answered" || end.kind === "exited") return `${end.kind} ${end.status}`;
  return end.kind === "health" ? end.verdict : end.kind;
}

/** What it says; of a container that runs on, nothing, as it was stopped in the middle of a word. */
function textOf(end: RunEnd): string {
  if (end.kind === "answered") return end.body;
  if (end.kind === "exited") return end.log;
  return end.kind === "refused" ? end.message.replace(/[0-9a-f]{64}|plimsoll-\S+/g, "") : "";
}
