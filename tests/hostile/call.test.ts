import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GOOD, runInMemory } from "./run-plimsoll.ts";

const LONG = "a".repeat(1_000_000);

/** What is called, and what the answer on standard error must hold. */
const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
  ["an option that is not there", ["check", "--nonsense"], /--nonsense/],
  ["a format that is not there", ["check", "--format", "xml"], /xml/],
  ["a level that is not there", ["check", "--fail-on", "much"], /much/],
  ["a rule that is not there", ["check", "--select", "no-such-rule"], /no-such-rule/],
  ["a rule to ignore that is not there", ["check", "--ignore", "no-such-rule"], /no-such-rule/],
  ["a rule of 1,000,000 letters", ["check", "--select", LONG], /aaa/],
  ["1,000,000 commas and a name", ["check", "--select", `${",".repeat(1_000_000)}b`], /"b"/],
  ["a platform with too many parts", ["check", "--platform", "a/b/c/d/e"], /a\/b\/c\/d\/e/],
  ["an empty platform", ["check", "--platform", ""], /platform/],
  ["a platform of 1,000,000 letters", ["check", "--platform", `${LONG}/`], /platform/],
  ["a build argument without a name", ["check", "--build-arg", "=b"], /=b/],
  ["an empty build argument", ["check", "--build-arg", ""], /build argument/],
  ["a context that is not there", ["check", "--context", "nowhere"], /nowhere/],
  ["a context that is a file", ["check", "--context", "Dockerfile"], /Dockerfile/],
  ["a name to explain that is not there", ["explain", "no-such-thing"], /no-such-thing/],
  ["a name to explain of 1,000,000 letters", ["explain", LONG], /aaa/],
  ["debug without saying what", ["debug"], /debug/],
  ["a tree of nothing", ["debug", "tree"], /file/],
  ["one object of two files", ["debug", "tree", "Dockerfile", "Dockerfile"], /jsonl/],
  ["two folders for one context", ["context", "a", "b"], /argument/],
];

describe("a call is refused in a few lines", () => {
  for (const [name, words, message] of wrong) {
    it(`with ${name}`, async () => {
      const { status, output, errors } = await runInMemory(words, { files: { Dockerfile: GOOD } });
      assert.equal(status, 2, errors.slice(0, 500));
      assert.match(errors, message);
      assert.equal(output, "");
      assert.ok(errors.length < 5000, `${errors.length} characters`);
    });
  }
});

const odd: readonly (readonly [string, readonly string[], number])[] = [
  ["a target that is not there", ["check", "--target", "nowhere"], 1],
  ["a target of 1,000,000 letters", ["check", "--target", LONG], 1],
  [
    "100,000 build arguments",
    ["check", ...Array.from({ length: 100_000 }, (_, at) => `--build-arg=a${at}=b`)],
    0,
  ],
  ["one path 10,000 times", ["check", ...Array.from({ length: 10_000 }, () => "Dockerfile")], 0],
  ["a path of 1,000,000 characters", ["check", LONG], 3],
  ["a path with NUL", ["check", "a\0b"], 3],
  ["an output that cannot be written", ["check", "--output", "nowhere/out.txt"], 3],
  ["an output that is a folder", ["check", "--output", "."], 3],
];

describe("a call is answered", () => {
  for (const [name, words, expected] of odd) {
    it(`with ${name}`, async () => {
      const all = words[0] === "check" ? [...words, "--fail-on", "error"] : words;
      const { status, errors } = await runInMemory(all, { files: { Dockerfile: GOOD } });
      assert.equal(status, expected, errors.slice(0, 500));
      assert.ok(errors.length < 5000, `${errors.length} characters`);
    });
  }
});
