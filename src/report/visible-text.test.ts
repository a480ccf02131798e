import assert from "node:assert/strict";
import { test } from "node:test";
import { visibleText } from "./visible-text.ts";

const CASES: readonly (readonly [name: string, text: string, shown: string])[] = [
  ["plain text stays", "RUN echo ~ ok", "RUN echo ~ ok"],
  ["an escape sequence is named", "a\x1b[31mb", "a<U+001B>[31mb"],
  ["a C1 control is named", "\u009b31m", "<U+009B>31m"],
  ["line breaks are named", "a\r\nb\u2028c", "a<U+000D><U+000A>b<U+2028>c"],
  ["marks that turn the direction are named", "a\u202eb\u2066c\u200f", "a<U+202E>b<U+2066>c<U+200F>"],
  ["invisible tags are named", "a\u{e0041}", "a<U+E0041>"],
  ["bytes that are no UTF-8 become replacement characters", "a\udc80\udcffb", "a\ufffd\ufffdb"],
  ["letters, emoji and joiners stay", "é漢👩\u200d💻", "é漢👩\u200d💻"],
];

for (const [name, text, shown] of CASES) {
  test(name, () => assert.equal(visibleText(text), shown));
}
