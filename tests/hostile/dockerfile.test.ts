import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { hostileDockerfiles } from "./dockerfile-cases.ts";
import { type CheckAnswer, type Ended, GOOD, readAnswer, runProcess } from "./run-plimsoll.ts";

const cases = hostileDockerfiles.map((hostile, at) => ({ ...hostile, path: `Dockerfile.${at}` }));
const folder = mkdtempSync(join(tmpdir(), "plimsoll-hostile-"));

// One process meets all of them, one after the other, as in a repository that holds them.
before(() => {
  for (const { path, content } of cases) writeFileSync(join(folder, path), content());
  mkdirSync(join(folder, "good"));
  writeFileSync(join(folder, "good", "Dockerfile"), GOOD);
});
after(() => rmSync(folder, { recursive: true }));

describe("Dockerfiles that nobody would write", () => {
  let ended: Ended;
  let answer: CheckAnswer;

  before(() => {
    ended = runProcess(folder, ["check", "--format", "json"]);
    answer = readAnswer(ended);
  });

  for (const { name, path, expected } of cases) {
    it(`such as ${name} are ${expected === "judged" ? "judged" : "refused"}`, () => {
      const findings = answer.findings.filter((finding) => finding.path === path);
      const problems = answer.problems.filter((problem) => problem.path === path);
      assert.equal(answer.files.includes(path), expected === "judged");
      if (expected === "judged") {
        assert.ok(findings.length > 0, "the builder refuses it, or it breaks a practice");
        assert.ok(findings.every(({ message }) => message.length < 2000));
      } else assert.match(problems.map(({ message }) => message).join("\n"), expected);
    });
  }

  it("keep no file beside them from being judged", () => {
    assert.ok(answer.files.includes("good/Dockerfile"));
    assert.equal(ended.status, 3, "some of them cannot be read");
  });

  it("are printed on a terminal, each below its name", () => {
    const counts = new Map<string, number>();
    for (const { path } of answer.findings) counts.set(path, (counts.get(path) ?? 0) + 1);
    // Those with the most to print, and some with little; the rest would only be judged a second time.
    const paths = cases
      .map(({ path }) => path)
      .filter((path, at) => at < 20 || (counts.get(path) ?? 0) > 500);
    const { status, output } = runProcess(folder, ["check", ...paths]);
    assert.equal(status, 3);
    const printed = new Set(output.split("\n"));
    assert.deepEqual(
      paths.filter((path) => answer.files.includes(path) && !printed.has(path)),
      [],
    );
    assert.ok(output.length < 20_000_000, `${output.length} characters`);
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
