import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { judgeFile, type ReadContextView, readContextView } from "../../src/app/index.ts";
import { isAtLeast, lineStarts, positionAt } from "../../src/base/index.ts";
import { loadBaseImages } from "../../src/base-image/index.ts";
import { parseDockerfile } from "../../src/dockerfile/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { type RuleDefinition, rules, type UnknownContext } from "../../src/playbook/index.ts";
import { contextSources } from "../../src/stage/index.ts";
import { readTutorials, type Tutorial } from "./tutorial.ts";

const bases = loadBaseImages();
const names = new Set(rules.map(({ name }: RuleDefinition) => name));

/** Every rule that is on by default judges the file, as `check` does; what is only information is left out. */
async function findingsOf(tutorial: Tutorial): Promise<readonly string[]> {
  const { judgement } = await judgeFile(parseDockerfile("Dockerfile", tutorial.text), {
    path: "Dockerfile",
    isDevelopment: false,
    options: { bases: await bases },
    selection: {},
    today: "2026-11-21",
    findContext: (evaluated, asked) =>
      contextOf(tutorial, [...contextSources(evaluated).map(({ path }) => path), ...asked]),
  });
  const starts = lineStarts(tutorial.text);
  return judgement.findings
    .filter(({ severity }) => isAtLeast(severity, "warning"))
    .map(({ rule, span }) => `${positionAt(starts, span.start).line} ${rule}`)
    .sort();
}

async function contextOf(
  { files, ignoreFile }: Tutorial,
  paths: readonly string[],
): Promise<ReadContextView | UnknownContext> {
  if (files === undefined) return { kind: "unknown", reason: "the tutorial shows none" };
  const texts = Object.fromEntries(files.map((path) => [`/project/${path}`, "x"]));
  if (ignoreFile !== undefined) texts["/project/.dockerignore"] = ignoreFile;
  const host = createMemoryHost({ files: texts, folders: ["/project"] });
  return readContextView(host.files, { folder: ".", evidence: "tutorial", dockerfile: "Dockerfile", paths });
}

for (const file of readdirSync(new URL(".", import.meta.url)).filter((name) => name.endsWith(".md"))) {
  describe(`tutorials of ${file}`, () => {
    for (const tutorial of readTutorials(readFileSync(new URL(file, import.meta.url), "utf8"))) {
      it(`${tutorial.name} (line ${tutorial.line})`, async () => {
        for (const expected of tutorial.expected) {
          assert.ok(names.has(expected.split(" ")[1] ?? ""), `no rule is called as "${expected}" says`);
        }
        assert.deepEqual(await findingsOf(tutorial), tutorial.expected);
      });
    }
  });
}
