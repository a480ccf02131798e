import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { MemoryHostOptions } from "../../src/host/index.ts";
import { GOOD, makeFolder, readAnswer, runInMemory, runProcess } from "./run-plimsoll.ts";

const CHECK = ["check", "--format", "json"];
const COPIES = `${GOOD}COPY src /src\nCOPY . /all\n`;
const STAR = "*a".repeat(40);

const ignoreFiles: readonly (readonly [string, string | Uint8Array])[] = [
  ["2 MB of patterns", "src/*.txt\n".repeat(200_000)],
  ["2 MB of different patterns", Array.from({ length: 120_000 }, (_, at) => `src/*${at}*.txt\n`).join("")],
  ["patterns that explode a backtracking matcher", `${STAR}b\n**/${"a*".repeat(60)}b\n!**/${STAR}c\n`],
  ["as many stars as a line holds", `${"**/".repeat(20_000)}b\n!${"*a".repeat(30_000)}b\n`],
  ["a pattern of 60,000 brackets", `${"[".repeat(60_000)}\n`],
  ["classes in classes, counts of counts", `${"(".repeat(20_000)}a${"){9}".repeat(10_000)}\n`],
  ["a line that is too long", `${"a".repeat(200_000)}\n`],
  ["3 MB", "a\n".repeat(1_500_000)],
  ["binary bytes", Uint8Array.from({ length: 5000 }, (_, at) => (at * 7) % 256)],
];

const names = Array.from({ length: 300 }, (_, at) => `${"a".repeat(200)}${at}`);
const sources = Object.fromEntries(names.map((name) => [`src/${name}`, "x"]));

describe("an ignore file with", () => {
  for (const [name, content] of ignoreFiles) {
    it(`${name} is obeyed or refused`, async () => {
      const files = { Dockerfile: COPIES, "good/Dockerfile": GOOD, ...sources, ".dockerignore": content };
      const ended = await runInMemory(CHECK, { files });
      assert.deepEqual(readAnswer(ended).files, ["Dockerfile", "good/Dockerfile"]);
      const listed = await runInMemory(["context", "--list"], { files });
      if (listed.status === 0) assert.match(listed.output, /^Dockerfile$/m);
      else assert.match(listed.errors, /\.dockerignore/);
    });
  }

  it("the name of a folder cannot be read", async () => {
    const outside: MemoryHostOptions = { files: { Dockerfile: COPIES, "src/x": "", ".dockerignore/x": "" } };
    const ended = await runInMemory(CHECK, outside);
    assert.deepEqual(readAnswer(ended).files, ["Dockerfile"]);
    assert.match(ended.output, /ignore-file-unreadable/);
    const listed = await runInMemory(["context", "--list"], outside);
    assert.match(listed.errors, /\.dockerignore/);
    assert.equal(listed.status, 3);
  });
});

const billion = Array.from({ length: 30 }, (_, at) => `x${at + 1}: &x${at + 1} [*x${at}, *x${at}]\n`).join(
  "",
);
const compose: readonly (readonly [string, string | Uint8Array])[] = [
  ["binary bytes", Uint8Array.from({ length: 5000 }, (_, at) => (at * 7) % 256)],
  ["aliases that unfold without end", `x0: &x0 {build: .}\n${billion}services: *x30\n`],
  [
    "aliases as merges",
    `x0: &x0 {a: {build: .}}\n${billion.replaceAll(": &", ": &").replaceAll("[*", "{<<: [*").replaceAll("]", "]}")}services: *x30\n`,
  ],
  ["an alias of what it stands in", "services: &s\n  a: *s\n  b: {build: .}\n"],
  ["lists 100,000 deep", "[".repeat(100_000)],
  ["maps 100,000 deep", "{a: ".repeat(100_000)],
  ["indentation 1,000 deep", Array.from({ length: 1000 }, (_, at) => `${" ".repeat(at)}a:\n`).join("")],
  [
    "20,000 services",
    `services:\n${Array.from({ length: 20_000 }, (_, at) => `  s${at}: {build: .}\n`).join("")}`,
  ],
  ["100,000 keys of one name", `services:\n${"  a: {build: .}\n".repeat(60_000)}`],
  ["100,000 documents", "---\na: b\n".repeat(100_000)],
  ["1 MB on one line", `services: "${"a".repeat(1_000_000)}"`],
  ["1 MB of variables", `services:\n  a:\n    build: "${"${A:-".repeat(150_000)}"\n`],
  ["2 MB", "# a\n".repeat(600_000)],
];

describe("a compose file with", () => {
  for (const [name, content] of compose) {
    it(`${name} keeps no Dockerfile from being judged`, (context) => {
      const files = { Dockerfile: COPIES, "src/x": "", "good/Dockerfile": GOOD, "compose.yaml": content };
      const ended = runProcess(makeFolder(context, files), CHECK);
      assert.deepEqual(readAnswer(ended).files, ["Dockerfile", "good/Dockerfile"]);
    });
  }
});

const others: readonly (readonly [string, string, string | Uint8Array])[] = [
  ["a bake file of open blocks", "docker-bake.hcl", "a {\n".repeat(100_000)],
  ["a bake file of open lists", "docker-bake.hcl", `a = ${"[".repeat(500_000)}`],
  ["a bake file of open templates", "docker-bake.hcl", `a = "${"${".repeat(300_000)}`],
  ["a bake file whose targets inherit each other", "docker-bake.hcl", inheriting(2000)],
  ["a bake file of 100,000 open JSON lists", "docker-bake.json", "[".repeat(100_000)],
  [
    "a workflow with a script of 900 kB",
    ".github/workflows/a.yml",
    workflow(`docker build . ${"&& a ".repeat(180_000)}`),
  ],
  [
    "a workflow with a script of open quotes",
    ".github/workflows/a.yml",
    workflow(`docker build ${"'\\\"$(".repeat(100_000)}`),
  ],
  ["a .gitignore of 2 MB", ".gitignore", Array.from({ length: 120_000 }, (_, at) => `*b*${at}*\n`).join("")],
  ["a .gitignore that explodes a backtracking matcher", ".gitignore", `${"**/a/".repeat(200)}b\n${STAR}b\n`],
  ["a .gitignore of open brackets", ".gitignore", `${"[".repeat(100_000)}\n${"[a-".repeat(100_000)}\n`],
  ["a .gitignore that is binary", ".gitignore", Uint8Array.from({ length: 5000 }, (_, at) => (at * 7) % 256)],
  ["a .git that is a file", ".git", "gitdir: /nowhere\n"],
];

describe("beside a Dockerfile", () => {
  for (const [name, path, content] of others) {
    it(`${name} keeps it not from being judged`, (context) => {
      const deep = Object.fromEntries(
        names.slice(0, 50).map((file) => [`${"a/".repeat(60)}${file}/Dockerfile`, GOOD]),
      );
      const git = path === ".git" ? {} : { ".git/HEAD": "" };
      const files = { Dockerfile: COPIES, "src/x": "", ...deep, ...git, [path]: content };
      const ended = runProcess(makeFolder(context, files), CHECK);
      assert.equal(readAnswer(ended).files.length, 51);
    });
  }
});

function inheriting(targets: number): string {
  return Array.from(
    { length: targets },
    (_, at) => `target "t${at}" {\n  inherits = ["t${(at + 1) % targets}", "t${(at + 7) % targets}"]\n}\n`,
  ).join("");
}

function workflow(script: string): string {
  return `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n          ${script}\n`;
}
