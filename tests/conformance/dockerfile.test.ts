import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { differences, ourAnswer } from "./answers.ts";
import { CORPUS_ABSENT, corpusDocuments, type Document, hasCorpus, oddDocuments } from "./documents.ts";
import { readRecorded } from "./record-dockerfile.ts";

function compare(documents: readonly Document[], answers: ReturnType<typeof readRecorded>["odd"]): void {
  assert.equal(documents.length, answers.length, "as many answers as documents: record them again");
  const wrong = documents.flatMap((document, at) => {
    const theirs = answers[at];
    const found = theirs === undefined ? ["no answer"] : differences(ourAnswer(document), theirs);
    return found.map((difference) => `${document.name}: ${difference}`);
  });
  assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} differences`);
}

describe("trees, instructions and checks agree with the builder", () => {
  it("on odd Dockerfiles", () => {
    compare(oddDocuments(), readRecorded().odd);
  });

  it("on real Dockerfiles", { skip: hasCorpus() ? false : CORPUS_ABSENT }, () => {
    compare(corpusDocuments(), readRecorded().corpus);
  });
});
