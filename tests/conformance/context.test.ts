import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { suite, test } from "node:test";
import { createMemoryHost } from "../../src/host/index.ts";
import { createNodeHost } from "../../src/host/node/index.ts";
import {
  answerCase,
  type ContextCase,
  describeTree,
  type NamedAnswer,
  normalizeAnswer,
  shortenRuns,
} from "./context-case.ts";
import { contextCases } from "./context-cases.ts";

const recorded: { readonly answers: readonly NamedAnswer[] } = JSON.parse(
  readFileSync(new URL("context.recorded.json", import.meta.url), "utf8"),
);
const answers = new Map(recorded.answers.map(({ name, ...answer }) => [name, answer]));
const cases = contextCases();

/** Trees that are laid on the real disk as well: one in so many. */
const REAL_STRIDE = 8;

suite("a build context, as the builder sends it", () => {
  test("every described tree has a recorded answer, and there are enough of them", () => {
    assert.deepEqual([...answers.keys()], [...new Set(cases.map((described) => described.name))]);
    assert.ok(cases.length >= 250, `${cases.length} trees`);
  });

  for (const described of cases) {
    test(described.name, async () => {
      const { files } = createMemoryHost(describeTree(described));
      const answer = await answerCase(described, files, "/context");
      assert.deepEqual(shortenRuns(answer), normalizeAnswer(answers.get(described.name) ?? {}));
    });
  }
});

suite("a build context on the real disk", () => {
  for (const described of cases.filter((_, at) => at % REAL_STRIDE === 0 || at > cases.length - 25)) {
    test(described.name, async () => {
      const folder = mkdtempSync(join(tmpdir(), "plimsoll-context-"));
      try {
        layTree(folder, described);
        const answer = await answerCase(described, createNodeHost().files, folder);
        assert.deepEqual(shortenRuns(answer), normalizeAnswer(answers.get(described.name) ?? {}));
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});

function layTree(folder: string, described: ContextCase): void {
  for (const entry of described.files) {
    const [path = "", target] = entry.split(" -> ");
    const full = join(folder, path);
    mkdirSync(path.endsWith("/") ? full : dirname(full), { recursive: true });
    if (target !== undefined) symlinkSync(target, full);
    else if (!path.endsWith("/")) writeFileSync(full, "x");
  }
  for (const [path, text] of Object.entries(described.ignoreFiles)) writeFileSync(join(folder, path), text);
}
