import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { gitBytes, matchGitIgnore, parseGitIgnore } from "./git-ignore.ts";

/** Whether a path is ignored (a folder ends in a slash), folders above it left out of account. */
function isIgnored(text: string, path: string): boolean {
  const isFolder = path.endsWith("/");
  const parts = (isFolder ? path.slice(0, -1) : path).split("/").map(gitBytes);
  return matchGitIgnore(parseGitIgnore(text), parts, 0, isFolder) === "ignored";
}

// What Git answers (git check-ignore --no-index) for each path.
const ROWS: readonly (readonly [
  name: string,
  text: string,
  ignored: readonly string[],
  kept: readonly string[],
])[] = [
  ["a name matches at any depth", "a", ["a", "b/a", "a/"], ["ab", "a.b"]],
  ["a slash at the start anchors", "/a", ["a"], ["b/a"]],
  ["a slash amid the pattern anchors", "a/b", ["a/b"], ["x/a/b", "a/x/b"]],
  ["a slash at the end asks for a folder", "a/", ["a/", "b/a/"], ["a"]],
  ["a star stops at a slash", "a/*.c", ["a/x.c"], ["a/b/x.c"]],
  ["two stars in front are any folders", "**/a/b", ["a/b", "x/y/a/b"], ["a/x/b"]],
  ["two stars at the end are everything inside", "a/**", ["a/b", "a/b/c"], ["a", "a/"]],
  ["two stars between are any folders", "a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["b", "x/a/b"]],
  ["other stars are plain stars", "a**b", ["ab", "axb"], ["a/b"]],
  ["a later pattern takes back", "*.c\n!x.c", ["y.c"], ["x.c"]],
  ["and a still later one ignores again", "*.c\n!x.c\nx.c", ["x.c"], []],
  ["classes", "[a-c!]x[!0-9]", ["ax_", "!xa"], ["dx_", "ax1"]],
  ["named classes", "[[:digit:]_]", ["1", "_"], ["a"]],
  ["a closing bracket first belongs to the class", "[]a]", ["]", "a"], ["b"]],
  ["a class that never closes matches nothing", "[a", [], ["[a", "a"]],
  ["a question mark is one byte", "?\n!??", ["a"], ["é"]],
  ["comments, blank lines and carriage returns", "# a\n\n  \nb\r\n", ["b"], ["# a", "a", "b\r"]],
  ["backslashes", "\\#a\n\\!b\nc\\ \nd\\*", ["#a", "!b", "c ", "d*"], ["c", "dx"]],
  ["spaces at the end are dropped", "a  ", ["a"], ["a  "]],
  ["a byte order mark is passed over", "\ufeffa", ["a"], []],
  ["nothing but signs", "/\n!\n!/\n\\", [], ["a", "\\"]],
];

for (const [name, text, ignored, kept] of ROWS) {
  test(`gitignore: ${name}`, () => {
    for (const path of ignored) assert.equal(isIgnored(text, path), true, path);
    for (const path of kept) assert.equal(isIgnored(text, path), false, path);
  });
}

test("no pattern takes long", () => {
  const pattern = `${"*a".repeat(2000)}b\n${"**/a/".repeat(500)}b`;
  assert.equal(isIgnored(pattern, "a".repeat(4000)), false);
  assert.equal(isIgnored(pattern, "a/".repeat(1000)), false);
});

test("a pattern of plain letters matches just itself", () => {
  const word = fc.stringMatching(/^[a-z.]{1,8}$/);
  fc.assert(fc.property(word, word, (a, b) => isIgnored(a, b) === (a === b)));
});
