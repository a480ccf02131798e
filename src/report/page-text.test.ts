import assert from "node:assert/strict";
import { test } from "node:test";
import { firstSentence, pageTitle } from "./page-text.ts";

test("the title is the first heading", () => {
  assert.equal(pageTitle("# Lists stay\n\nText.\n\n## More\n"), "Lists stay");
  assert.equal(pageTitle("No heading."), undefined);
});

const SENTENCES: readonly (readonly [name: string, page: string, sentence: string | undefined])[] = [
  ["a sentence ends before a space", "# T\n\nOne thing. Another.\n", "One thing."],
  ["a sentence may cross lines", "# T\n\nOne\nthing, and\nmore. Another.\n", "One thing, and more."],
  [
    "a full stop inside a name ends nothing",
    "# T\n\nReads package.json first. More.",
    "Reads package.json first.",
  ],
  ["a paragraph without an end is taken whole", "# T\n\nOne thing\n\nAnother.", "One thing"],
  ["a page that starts with an example has none", "# T\n\n```dockerfile\nFROM a.\n```\n", undefined],
  ["a fence that touches the text ends it", "# T\n\nOne thing\n```\nb.\n```\n", "One thing"],
  ["an empty page has none", "", undefined],
];

for (const [name, page, sentence] of SENTENCES) {
  test(name, () => assert.equal(firstSentence(page), sentence));
}
