import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { displayText } from "../../src/base/index.ts";
import {
  type Lookup,
  type SubstituteOptions,
  substituteWord,
  substituteWords,
} from "../../src/dockerfile/index.ts";
import type { ShlexAnswer, ShlexRecord } from "./record-shlex.ts";

const record: ShlexRecord = JSON.parse(readFileSync(new URL("shlex.recorded.json", import.meta.url), "utf8"));

test("the record is as long as it was made", () => {
  assert.ok(record.cases.length >= 600, `${record.cases.length} cases`);
});

test(`words come out as in BuildKit ${record.buildkit}`, () => {
  const differences: string[] = [];
  for (const { answer, env, ...asked } of record.cases) {
    const values = new Map(Object.entries(record.environments[env] ?? {}));
    const options: SubstituteOptions = {
      escape: asked.escape ?? "\\",
      rawQuotes: asked.rawQuotes === true,
      rawEscapes: asked.rawEscapes === true,
      skipUnset: asked.skipUnsetEnv === true,
      skipQuotes: asked.skipProcessQuotes === true,
    };
    const ours = JSON.stringify(ourAnswer(asked.word, (name) => values.get(name), options));
    const theirs = JSON.stringify(theirAnswer(answer));
    if (ours !== theirs) differences.push(`${JSON.stringify(asked)} in ${env}: ${ours}, not ${theirs}`);
  }
  assert.deepEqual(differences, []);
});

/** Both answers in one form: the value or the reason, the names sorted, the words or the reason. */
type Answer = readonly [
  value: string,
  matched: readonly string[],
  unmatched: readonly string[],
  words: string | readonly string[],
];

function ourAnswer(word: string, lookup: Lookup, options: SubstituteOptions): Answer {
  const whole = substituteWord(word, lookup, options);
  const split = substituteWords(word, lookup, options);
  return [
    displayText(whole.kind === "value" ? whole.value : `refused: ${whole.reason}`),
    whole.matched.toSorted(),
    whole.unmatched.toSorted(),
    split.kind === "words" ? split.words.map(displayText) : displayText(`refused: ${split.reason}`),
  ];
}

function theirAnswer(answer: ShlexAnswer): Answer {
  return [
    answer.value ?? refusal(answer.error),
    answer.matched.toSorted(),
    answer.unmatched.toSorted(),
    answer.words ?? refusal(answer.wordsError),
  ];
}

/** The reason behind the reference's own prefix, which repeats the word in Go's quoting. */
function refusal(error: string = "no answer"): string {
  return `refused: ${error.replace(/^failed to process "(?:[^"\\]|\\.)*": /s, "")}`;
}
