import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readContextView } from "../../src/app/index.ts";
import { lineStarts, positionAt } from "../../src/base/index.ts";
import { parseDockerfile } from "../../src/dockerfile/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { judge, rules } from "../../src/playbook/index.ts";
import { contextSources, evaluateDockerfile } from "../../src/stage/index.ts";

const FILES = ["a.txt", "b.md", "src/main.js", "dist/app.js", "dist/app.map", "docs/a.md", ".env"];

/** The lines of findings in a stage with these instructions, which start on line 2. */
async function check(ignoreFile: string, instructions: string, expected: readonly number[]): Promise<void> {
  const text = `FROM a\n${instructions}\n`;
  const paths = Object.fromEntries(FILES.map((path) => [`/project/${path}`, "x"]));
  const host = createMemoryHost({ files: { ...paths, "/project/.dockerignore": ignoreFile } });
  const evaluated = evaluateDockerfile(parseDockerfile("Dockerfile", text));
  const { view } = await readContextView(host.files, {
    folder: ".",
    evidence: "the test",
    dockerfile: "Dockerfile",
    paths: contextSources(evaluated).map(({ path }) => path),
  });
  const { findings } = judge({ path: "Dockerfile", evaluated, context: view, isDevelopment: false }, rules);
  const starts = lineStarts(text);
  const found = findings.filter(({ rule }) => rule === "copied-file-ignored");
  assert.deepEqual(
    found.map(({ span }) => positionAt(starts, span.start).line),
    expected,
  );
}

type Row = readonly [name: string, ignoreFile: string, instructions: string, lines: readonly number[]];

// What BuildKit v0.34.1 says (CopyIgnoredFile, `oracle lint --context`), recorded from these very files.
const AS_BUILDER: readonly Row[] = [
  ["a file by name", "a.txt\n", "COPY a.txt b.md ./a.txt /x/", [2, 2]],
  ["a path below a folder", "dist\n", "COPY dist/app.js \\\n src /x/\nCOPY dist/ /x", [2, 4]],
  ["a file that is not there", "gone\n", "COPY gone here-neither /x/", [2]],
  ["a wildcard is compared as it stands", "*.md\n", "COPY *.md /x/\nCOPY b.* /x/\nCOPY d*/a.md /x/", [2]],
  ["all of the context", "*\n", "COPY . /x\nADD ./ /x\nCOPY src/.. /x", [2, 3, 4]],
  ["all of the context, with two stars", "**/*\n", "COPY . /x", [2]],
  ["the context where not all is ignored", "*/*\na.txt\n", "COPY . /x", []],
  ["variables by their values", "dist\n", "ARG D=dist\nCOPY $D ${D}/app.map $E/src /x/", [3, 3]],
  ["an undefined variable means all", "*\n", "COPY $A /x", [2]],
  ["JSON form", ".env\n", 'COPY [".env", "/x"]', [2]],
  [
    "heredocs and remote sources are none",
    "*\n",
    "COPY <<E /x\nE\nADD http://x/a.txt /x\nADD https://x/a.git /x",
    [],
  ],
  ["other stages and images are none", "*\n", "COPY --from=b a.txt /x", []],
  [
    "triggers where they run",
    "dist\n",
    "ONBUILD COPY dist /x\nFROM a AS b\nONBUILD ADD dist /y\nFROM b",
    [5],
  ],
  ["a comment that skips it", "a.txt\n", "# check=skip=CopyIgnoredFile\nCOPY a.txt /x\nCOPY a.txt /y", [4]],
  ["exceptions tell nothing of what is not there", "gone*\n!gone1\n", "COPY gone gone* /x/", []],
];

// Here the builder is silent and the build fails, or the other way round; we say what is so.
const AGAINST_BUILDER: readonly Row[] = [
  ["a slash in front means the context", "a.txt\n", "COPY /a.txt /x", [2]],
  ["two dots do not lead out of the context", "dist\n", "COPY ../dist/app.js /x", [2]],
  ["a pattern that leads out matches nothing", "../a.txt\n", "COPY ../a.txt /x", []],
  ["exceptions take files back in", "dist\n!dist/app.js\n", "COPY dist/app.js dist/app.map dist /x/", [2]],
];

describe("a copied file that is ignored", () => {
  for (const [name, ignoreFile, instructions, lines] of AS_BUILDER) {
    it(`is seen as by the builder: ${name}`, () => check(ignoreFile, instructions, lines));
  }
  for (const [name, ignoreFile, instructions, lines] of AGAINST_BUILDER) {
    it(`is seen where the builder does not: ${name}`, () => check(ignoreFile, instructions, lines));
  }
});
