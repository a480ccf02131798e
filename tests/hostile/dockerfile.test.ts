import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { hostileDockerfiles } from "./dockerfile-cases.ts";
import { type CheckAnswer, type Ended, GOOD, readAnswer, runProcess } from "./run-plimsoll.ts";

const cases = hostileDockerfiles.map((hostile, at) => ({ ...hostile, path: `Dockerfile.${at}` }));
const judged = cases.filter(({ expected }) => expected === "judged");
const folder = mkdtempSync(join(tmpdir(), "plimsoll-hostile-"));

// One process meets all of them, one after the other, as in a repository that holds them.
before(() => {
  for (const { path, content } of cases) writeFileSync(join(folder, path), content());
  mkdirSync(join(folder, "good"));
  writeFileSync(join(folder, "good", "Dockerfile"), GOOD);
});
after(() => rmSync(folder, { recursive: true }));

describe("Dockerfiles that nobody would write are judged, or said to be unreadable", () => {
  let ended: Ended;
  let answer: CheckAnswer;

  before(() => {
    ended = runProcess(folder, ["check", "--format", "json"]);
    answer = readAnswer(ended);
  });

  for (const { name, path, expected } of cases) {
    it(name, () => {
      const findings = answer.findings.filter((finding) => finding.path === path);
      const problems = answer.problems.filter((problem) => problem.path === path);
      assert.equal(answer.files.includes(path), expected === "judged");
      if (expected === "judged") {
        assert.ok(findings.length > 0, "the builder refuses it, or it breaks a practice");
        assert.ok(findings.every(({ message }) => message.length < 2000));
      } else assert.match(problems.map(({ message }) => message).join("\n"), expected);
    });
  }

  it("and the file beside them is judged", () => {
    assert.ok(answer.files.includes("good/Dockerfile"));
    assert.equal(ended.status, 3, "some of them cannot be read");
  });
});

describe("Dockerfiles that nobody would write", () => {
  it("are printed on a terminal, each below its name", () => {
    const { status, output } = runProcess(folder, ["check"]);
    assert.equal(status, 3);
    const printed = new Set(output.split("\n"));
    assert.deepEqual(
      judged.filter(({ path }) => !printed.has(path)).map(({ name }) => name),
      [],
    );
  });

  it("have a tree, a line each, except for those that are too large", () => {
    const paths = cases.map(({ path }) => path);
    const { status, output, errors } = runProcess(folder, ["debug", "tree", "--format", "jsonl", ...paths]);
    assert.equal(status, 3);
    const lines = output.trimEnd().split("\n");
    const printed = lines.map((line) => /^\{"path":"([^"]+)"/.exec(line)?.[1] ?? line.slice(0, 80));
    assert.deepEqual(
      printed,
      paths.filter((path) => !errors.includes(`${path} is too large`)),
    );
  });
});
