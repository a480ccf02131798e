import assert from "node:assert/strict";
import { test } from "node:test";
import type { ImageConfig } from "../outcome/image.ts";
import { compareConfiguration } from "./compare-configuration.ts";
import { plainWords } from "./declared-metadata.ts";

const SECOND = 1_000_000_000;
const LIMITS = { Interval: 30 * SECOND, Timeout: 30 * SECOND, Retries: 3 };

interface Case {
  readonly name: string;
  readonly before: ImageConfig;
  readonly after: ImageConfig;
  readonly rules?: readonly string[];
  /** The fields that differ. */
  readonly differs: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: "nothing and empty lists mean the same",
    before: { Cmd: null },
    after: { Cmd: [], Labels: {} },
    differs: [],
  },
  {
    name: "the order of labels says nothing",
    before: { Labels: { a: "1", b: "2" } },
    after: { Labels: { b: "2", a: "1" } },
    differs: [],
  },
  {
    name: "the order of variables is kept",
    before: { Env: ["a=1", "b=2"] },
    after: { Env: ["b=2", "a=1"] },
    differs: ["Env"],
  },
  {
    name: "every field counts",
    before: { User: "a", StopSignal: "SIGINT" },
    after: { User: "b", OnBuild: ["RUN true"] },
    differs: ["User", "StopSignal", "OnBuild"],
  },
  {
    name: "a label of authors is declared",
    before: { Labels: { a: "1" } },
    after: { Labels: { a: "1", "org.opencontainers.image.authors": "x" } },
    rules: ["maintainer-instruction"],
    differs: [],
  },
  {
    name: "another label is not",
    before: {},
    after: { Labels: { b: "1", "org.opencontainers.image.authors": "x" } },
    rules: ["maintainer-instruction"],
    differs: ["Labels"],
  },
  {
    name: "a label of authors is nothing that other rules declare",
    before: {},
    after: { Labels: { "org.opencontainers.image.authors": "x" } },
    rules: ["legacy-key-value"],
    differs: ["Labels"],
  },
  {
    name: "words for a shell become words",
    before: { Cmd: ["/bin/sh", "-c", "node 'a b.js'"], ArgsEscaped: true },
    after: { Cmd: ["node", "a b.js"] },
    rules: ["shell-form-command"],
    differs: [],
  },
  {
    name: "other words do not",
    before: { Cmd: ["/bin/sh", "-c", "node a.js"] },
    after: { Cmd: ["node", "b.js"] },
    rules: ["shell-form-command"],
    differs: ["Cmd"],
  },
  {
    name: "words of another shell do not",
    before: { Cmd: ["/bin/bash", "-c", "node a.js"] },
    after: { Cmd: ["node", "a.js"] },
    rules: ["shell-form-command"],
    differs: ["Cmd"],
  },
  {
    name: "defaults of a health check are declared",
    before: { Healthcheck: { Test: ["CMD", "x"] } },
    after: { Healthcheck: { Test: ["CMD", "x"], ...LIMITS } },
    rules: ["healthcheck-without-limits"],
    differs: [],
  },
  {
    name: "other limits are not",
    before: { Healthcheck: { Test: ["CMD", "x"] } },
    after: { Healthcheck: { Test: ["CMD", "x"], ...LIMITS, Retries: 5 } },
    rules: ["healthcheck-without-limits"],
    differs: ["Healthcheck"],
  },
];

for (const { name, before, after, rules = [], differs } of CASES) {
  test(`configuration: ${name}`, () => {
    const found = compareConfiguration(before, after, new Set(rules));
    assert.deepEqual(
      found.map((words) => /configuration's (\w+)/.exec(words)?.[1]).sort(),
      [...differs].sort(),
    );
  });
}

const WORDS: readonly (readonly [string, readonly string[] | undefined])[] = [
  ["exec node  server.js", ["node", "server.js"]],
  [`a 'b c' "d e"f`, ["a", "b c", "d ef"]],
  [`a ''`, ["a", ""]],
  [String.raw`a c\ d '$HOME' "\\\"" 'it'"'"'s' \$x`, ["a", "c d", "$HOME", '\\"', "it's", "$x"]],
  ["node $FILE", undefined],
  ["a && b", undefined],
  ["ls *.js", undefined],
  ["~/run", undefined],
  ["PORT=1 node a.js", undefined],
  [`a "b\\n"`, undefined],
  ["a 'b", undefined],
  ["", undefined],
];

for (const [text, expected] of WORDS) {
  test(`plain words of ${JSON.stringify(text)}`, () => assert.deepEqual(plainWords(text), expected));
}
