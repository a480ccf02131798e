import assert from "node:assert/strict";
import { test } from "node:test";
import type { BuildEnd } from "../outcome/happen.ts";
import { compareBuilds } from "./compare-builds.ts";

const BUILT: BuildEnd = { kind: "built", seconds: 1 };
const TEXT = "FROM a\nRUN b\nCOPY c d\n";

function failed(line: number, message: string, last = "gone"): BuildEnd {
  return { kind: "failed", line, message, log: ["first", last], seconds: 1 };
}

const OF_B = 'process "/bin/sh -c b" did not complete successfully: exit code: 1';

const CASES: readonly (readonly [string, BuildEnd, BuildEnd, string, string?])[] = [
  ["both build", BUILT, BUILT, "builds before and after"],
  ["a fix breaks the build", BUILT, failed(2, OF_B), "ends otherwise"],
  ["a fix mends the build", failed(2, OF_B), BUILT, "failed before, builds after"],
  ["the same failure", failed(2, OF_B), failed(2, OF_B), "fails before and after, in the same way"],
  [
    "the same failure of a command that a fix changed, further down",
    failed(2, OF_B),
    failed(3, OF_B.replace("-c b", '-c b \\"x\\"')),
    "fails before and after, in the same way",
    `# x\n${TEXT}`,
  ],
  [
    "the same file is absent, by another name of the builder's",
    failed(3, 'calculate checksum of ref 0khlg::dnc6m: "/c": not found'),
    failed(3, 'calculate checksum of ref 0khlg::15l8i: "/c": not found'),
    "fails before and after, in the same way",
  ],
  ["another instruction fails", failed(2, OF_B), failed(3, OF_B), "ends otherwise"],
  ["the same instruction fails otherwise", failed(2, OF_B), failed(2, OF_B, "denied"), "ends otherwise"],
];

for (const [name, before, after, expected, text = TEXT] of CASES) {
  test(`builds: ${name}`, () => {
    assert.equal(compareBuilds({ end: before, text: TEXT }, { end: after, text }), expected);
  });
}
