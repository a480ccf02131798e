import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { compileIgnorePatterns, type IgnoreMatcher } from "./index.ts";

suite("matching a path or a folder above it", () => {
  const rows: readonly (readonly [string, readonly string[], string, boolean | undefined])[] = [
    ["a path of its own", ["a/b"], "a/b", true],
    ["a path in a matched folder", ["a"], "a/b/c", true],
    ["a path in a folder that a star matches", ["*/b"], "a/b/c", true],
    ["a later exclusion wins", ["a", "!a/b"], "a/b/c", false],
    ["an earlier exclusion loses", ["!a/b", "a"], "a/b/c", true],
    ["an exclusion of a folder above", ["**", "!a"], "a/b/c", false],
    ["a pattern that fails", ["x*{1}"], "a", undefined],
    ["a failing pattern that is not asked", ["*", "x*{1}"], "a", true],
    ["a name that only begins like the pattern", ["a"], "ab", false],
    ["braces count and bars choose", ["fo{2}*|x"], "xx", true],
    ["a question mark takes a whole character", ["?"], "😀", true],
    ["a byte that is no UTF-8 counts as one character", ["a?"], "a\udcff", true],
    ["a character class takes no slash by itself, but a negated one does", ["c[^x]d"], "c/d", true],
    ["no pattern at all", [], "a", false],
  ];
  for (const [name, patterns, path, expected] of rows) {
    test(name, () => assert.equal(matcherOf(patterns).matchesOrParentMatches(path), expected));
  }

  test("exclusions are known, and patterns lose their mark", () => {
    const matcher = matcherOf(["a", "!b/"]);
    assert.equal(matcher.hasExclusions, true);
    assert.deepEqual(
      matcher.patterns.map(({ text, isExclusion }) => [text, isExclusion]),
      [
        ["a", false],
        ["b", true],
      ],
    );
  });

  test("an empty exclusion is refused", () => {
    const compiled = compileIgnorePatterns(["a", "!"]);
    assert.equal(compiled.kind === "refused" && compiled.problem.code, "context/empty-exclusion");
  });

  test("many stars against a long name take no more than linear time", () => {
    const many = matcherOf([`${"*a".repeat(30)}b`, `${"**/a".repeat(30)}*b`, "*[ab]?{30}c*"]);
    assert.equal(many.matchesOrParentMatches("a".repeat(4000)), false);
    assert.equal(many.matchesOrParentMatches("ab".repeat(2000)), true);
  });

  test("nothing throws, whatever the pattern and the path", () => {
    const unit = fc.constantFrom(..."*?/[]^!\\{}|.-$()+,012ab:pQEdéx\u{1f600}\udcff\ufeff ");
    const text = fc.array(unit, { maxLength: 12 }).map((units) => units.join(""));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), text, (patterns, path) => {
        const compiled = compileIgnorePatterns(patterns);
        if (compiled.kind === "compiled") compiled.matcher.matchesOrParentMatches(path);
      }),
      { numRuns: 2000 },
    );
  });

  test("without brackets, braces and escapes a pattern means what a naive matcher says", () => {
    const unit = fc.constantFrom("*", "?", "a", "b", "/", ".");
    const pattern = fc.array(unit, { minLength: 1, maxLength: 8 }).map((units) => units.join(""));
    const path = fc
      .array(fc.constantFrom("a", "b", "/", "."), { maxLength: 8 })
      .map((units) => units.join(""));
    fc.assert(
      fc.property(pattern, path, (written, subject) => {
        const [compiled] = matcherOf([written]).patterns;
        if (compiled === undefined || compiled.text.includes("**")) return;
        assert.equal(compiled.matches(subject), isNaiveMatch(compiled.text, subject));
      }),
      { numRuns: 2000 },
    );
  });
});

function matcherOf(patterns: readonly string[]): IgnoreMatcher {
  const compiled = compileIgnorePatterns(patterns);
  assert.ok(compiled.kind === "compiled");
  return compiled.matcher;
}

function isNaiveMatch(pattern: string, path: string): boolean {
  if (pattern === "") return path === "";
  const rest = pattern.slice(1);
  const isInside = path !== "" && !path.startsWith("/");
  if (pattern.startsWith("*"))
    return isNaiveMatch(rest, path) || (isInside && isNaiveMatch(pattern, path.slice(1)));
  const takes = pattern.startsWith("?") ? isInside : path !== "" && path[0] === pattern[0];
  return takes && isNaiveMatch(rest, path.slice(1));
}
