import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { parseIgnoreFile } from "./index.ts";

suite("reading an ignore file", () => {
  test("patterns are cleaned and keep their exclamation mark", () => {
    checkPatterns("/a/\n!./b//c\n! /d/../e\n", ["a", "!b/c", "!e"]);
  });

  test("spans cover the pattern as written, without the space around it", () => {
    const text = "\ufeff# head\n  /a/ \r\n\n!b";
    assert.deepEqual(
      parseIgnoreFile(text).lines.map(({ span }) => text.slice(span.start, span.end)),
      ["/a/", "!b"],
    );
  });

  test("only a mark in the first column starts a comment", () => {
    checkPatterns("#a\n #b\n", ["#b"]);
  });

  test("each malformed pattern is a problem at its place", () => {
    const text = "ok\n[a\n!\n*x[\n";
    const { problems } = parseIgnoreFile(text);
    assert.deepEqual(
      problems.map(({ code, span }) => [code, text.slice(span?.start, span?.end)]),
      [
        ["context/bad-pattern", "[a"],
        ["context/empty-exclusion", "!"],
        ["context/bad-pattern", "*x["],
      ],
    );
  });

  test("an error behind what cannot match goes unnoticed, as in the builder", () => {
    assert.deepEqual(parseIgnoreFile("x*[\n").problems, []);
  });

  test("a line that is too long ends the reading", () => {
    const { patterns, problems } = parseIgnoreFile(`a\n${"x".repeat(70_000)}\n[b\n`);
    assert.deepEqual(patterns, ["a"]);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ["context/line-too-long"],
    );
  });
});

function checkPatterns(text: string, patterns: readonly string[]): void {
  assert.deepEqual(parseIgnoreFile(text), { ...parseIgnoreFile(text), patterns, problems: [] });
}
