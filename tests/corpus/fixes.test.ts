import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { applyFixes } from "../../src/playbook/index.ts";
import { CORPUS_ABSENT, corpusRows, hasCorpus } from "../conformance/documents.ts";
import { examineFixes } from "./examine-fixes.ts";
import { anyDockerfile } from "./generated-dockerfile.ts";

const SAFE = new Set(["safe"] as const);
const ALL = new Set(["safe", "unsafe", "restructure"] as const);
/** Every so manieth file of the corpus: `npm run fixes` looks at all of them. */
const EVERY = 40;

suite("fixes of real Dockerfiles", { skip: hasCorpus() ? false : CORPUS_ABSENT }, () => {
  for (const [name, allowed] of [
    ["safe fixes", SAFE],
    ["all fixes", ALL],
  ] as const) {
    test(`${name} keep what is promised`, async () => {
      const rows = corpusRows().filter((_, index) => index % EVERY === 0);
      const broken: string[] = [];
      let mended = 0;
      for (const { text, repo, path } of rows) {
        const examined = await examineFixes(text, allowed);
        mended += examined.settled.mended.length;
        for (const { property, saw } of examined.broken) broken.push(`${repo} ${path}: ${property}: ${saw}`);
      }
      assert.deepEqual(broken, []);
      assert.ok(mended > rows.length, `${mended} findings mended in ${rows.length} files`);
    });
  }
});

test("fixes of generated Dockerfiles keep what is promised", async () => {
  await fc.assert(
    fc.asyncProperty(anyDockerfile, fc.constantFrom(SAFE, ALL), async (text, allowed) => {
      assert.deepEqual((await examineFixes(text, allowed)).broken, []);
    }),
    {
      numRuns: 150,
      // The folder above a cache was only known by the clean-up that goes.
      examples: [
        ["# syntax=docker/dockerfile:1\nFROM debian:13\nRUN npm ci && npm cache clean --force\n", SAFE],
      ],
    },
  );
});

test("the order of rules never changes what a round does", async () => {
  await fc.assert(
    fc.asyncProperty(anyDockerfile, fc.infiniteStream(fc.nat()), async (text, keys) => {
      const { subject, judgement } = (await examineFixes(text, SAFE)).settled.first;
      const { instructions } = subject.evaluated.dockerfile;
      const shuffled = judgement.findings
        .map((finding) => ({ finding, key: keys.next().value ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ finding }) => finding);
      const options = { allowed: ALL, instructions };
      const [one, other] = [judgement.findings, shuffled].map((all) => applyFixes(text, all, options));
      assert.equal(other?.text, one?.text);
    }),
    { numRuns: 60 },
  );
});
