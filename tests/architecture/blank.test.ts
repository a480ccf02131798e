import assert from "node:assert/strict";
import { test } from "node:test";
import { blank } from "./blank.ts";

function checkBlanked(text: string, expected: string): void {
  assert.equal(blank(text).code, expected);
}

test("comments are blanked and their line ends stay", () => {
  checkBlanked("a // b\nc /* d\ne */ f", "a     \nc     \n     f");
  assert.deepEqual(
    blank("a // b\n/** c */").comments.map((comment) => comment.text),
    ["// b", "/** c */"],
  );
});

test("the inside of a string is blanked, also behind an escaped quote", () => {
  checkBlanked(`f("a // b", 'c\\'d');`, `f("      ", '    ');`);
});

test("a template is blanked and the code inside its holes stays", () => {
  checkBlanked("`a ${b + `c${{ d: 1 }}` + '}'} e` + f", "`  ${b + ` ${{ d: 1 }}` + ' '}  ` + f");
});

test("a quote or a comment inside a regular expression starts nothing", () => {
  checkBlanked('const a = /["/]\\/*/g; b("c")', 'const a = /       /g; b(" ")');
  checkBlanked('return /"/.test(a)', "return / /.test(a)");
});

test("a division starts no regular expression", () => {
  checkBlanked('a / b; "c / d"; (e) / f', 'a / b; "     "; (e) / f');
});
