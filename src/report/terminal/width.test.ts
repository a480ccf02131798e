import assert from "node:assert/strict";
import { test } from "node:test";
import { displayWidth } from "./width.ts";

const CASES: readonly (readonly [name: string, text: string, width: number])[] = [
  ["ASCII takes one column a character", "RUN a", 5],
  ["letters with marks take one", "éñß", 3],
  ["combining marks take none", "e\u0301a\u0308", 2],
  ["Han, kana and Hangul take two", "漢か한", 6],
  ["full-width forms take two, half-width ones one", "ＡｱＢ", 5],
  ["emoji take two", "👍🚀", 4],
  ["characters that may be emoji but are text take one", "©✔", 2],
  ["joiners take none", "a\u200db\u200c", 2],
  ["a replacement character takes one", "\ufffd", 1],
];

for (const [name, text, width] of CASES) test(name, () => assert.equal(displayWidth(text), width));
