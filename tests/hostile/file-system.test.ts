import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { GOOD, makeFolder, readAnswer, runInMemory, runProcess } from "./run-plimsoll.ts";

const CHECK = ["check", "--format", "json"];
const POSIX = { skip: process.platform === "win32" ? "needs links, pipes and devices" : false };
const BYTES = { skip: process.platform === "linux" ? false : "needs a file system whose names are bytes" };

describe("a path that was named", () => {
  it("and is not there is said, and the others are judged", (context) => {
    const folder = makeFolder(context, { Dockerfile: GOOD });
    const ended = runProcess(folder, [...CHECK, "nowhere/Dockerfile", "Dockerfile"]);
    assert.deepEqual(problemsOf(ended), [["host/not-found", "nowhere/Dockerfile"]]);
    assert.deepEqual(readAnswer(ended).files, ["Dockerfile"]);
    assert.equal(ended.status, 3);
  });

  it("and is a folder called Dockerfile is searched like any other, and has no tree", (context) => {
    const folder = makeFolder(context, { "Dockerfile/Dockerfile": GOOD });
    assert.deepEqual(readAnswer(runProcess(folder, [...CHECK, "Dockerfile"])).files, [
      "Dockerfile/Dockerfile",
    ]);
    checkUnreadable(runProcess(folder, ["debug", "tree", "Dockerfile"]), /Dockerfile/);
  });

  it("and is a link that turns in a circle is said to lead nowhere", POSIX, (context) => {
    const folder = makeFolder(context, { "good/Dockerfile": GOOD });
    symlinkSync("b", join(folder, "Dockerfile"));
    symlinkSync("Dockerfile", join(folder, "b"));
    const ended = runProcess(folder, [...CHECK, "Dockerfile", "good"]);
    assert.deepEqual(problemsOf(ended), [["host/not-found", "Dockerfile"]]);
    assert.deepEqual(readAnswer(ended).files, ["good/Dockerfile"]);
    checkUnreadable(runProcess(folder, ["debug", "tree", "Dockerfile"]), /Dockerfile/);
  });

  for (const [name, make] of [
    ["a pipe that nobody writes into", (path: string) => void spawnSync("mkfifo", [path])],
    ["a device without end", (path: string) => symlinkSync("/dev/zero", path)],
    ["a device without content", (path: string) => symlinkSync("/dev/null", path)],
  ] as const) {
    it(`and is ${name} is not opened`, POSIX, (context) => {
      const folder = makeFolder(context, { "good/Dockerfile": GOOD });
      make(join(folder, "Dockerfile"));
      const ended = runProcess(folder, [...CHECK, "Dockerfile", "good"]);
      assert.deepEqual(problemsOf(ended), [["host/not-a-file", "Dockerfile"]]);
      assert.deepEqual(readAnswer(ended).files, ["good/Dockerfile"]);
      checkUnreadable(runProcess(folder, ["debug", "tree", "Dockerfile"]), /Dockerfile/);
      assert.deepEqual(readAnswer(runProcess(folder, CHECK)).files, ["good/Dockerfile"]);
    });
  }
});

describe("a folder that is searched", () => {
  it("may hold links to itself", POSIX, (context) => {
    const folder = makeFolder(context, { Dockerfile: GOOD, "a/Dockerfile": GOOD });
    symlinkSync("..", join(folder, "a", "up"));
    symlinkSync(".", join(folder, "here"));
    const ended = runProcess(folder, CHECK);
    assert.deepEqual(readAnswer(ended).files, ["Dockerfile", "a/Dockerfile"]);
    assert.deepEqual(problemsOf(ended), []);
    const listed = runProcess(folder, ["context", "--list"]);
    assert.deepEqual(listed.output.trimEnd().split("\n"), [
      "Dockerfile",
      "a/",
      "a/Dockerfile",
      "a/up",
      "here",
    ]);
  });

  it("may be 1,000 levels deep: it says where it stops", (context) => {
    const folder = makeFolder(context, { Dockerfile: GOOD });
    const deep = join(folder, ..."d".repeat(1000));
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, "Dockerfile"), GOOD);
    const ended = runProcess(folder, CHECK);
    assert.deepEqual(readAnswer(ended).files, ["Dockerfile"]);
    assert.equal(problemsOf(ended)[0]?.[0], "app/too-deep");
    assert.equal(ended.status, 3);
    const listed = runProcess(folder, ["context", "--list"]);
    assert.match(listed.errors, /too deep/);
    assert.equal(listed.status, 3, "the list is not complete");
  });

  it("may hold names that are no UTF-8", BYTES, (context) => {
    const folder = makeFolder(context, { Dockerfile: GOOD });
    const odd = Buffer.concat([Buffer.from(`${folder}/odd`), Buffer.of(0xff)]);
    mkdirSync(odd);
    writeFileSync(Buffer.concat([odd, Buffer.from("/Dockerfile")]), `${GOOD}COPY b\n`);
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/Dockerfile.`), Buffer.of(0xfe, 0xff)]), GOOD);
    const ended = runProcess(folder, CHECK);
    assert.deepEqual(readAnswer(ended).files, [
      "Dockerfile",
      "Dockerfile.\ufffd\ufffd",
      "odd\ufffd/Dockerfile",
    ]);
    assert.deepEqual(problemsOf(ended), []);
    const listed = runProcess(folder, ["context", "--list"]);
    assert.match(listed.output, /^odd\ufffd\/Dockerfile$/m);
    assert.match(runProcess(folder, ["check"]).output, /odd\ufffd\/Dockerfile/);
  });

  it("may hold files and folders that are not permitted", async () => {
    const files = { "a/Dockerfile": GOOD, "b/Dockerfile": GOOD, "c/Dockerfile": GOOD };
    const outside = { files, denied: ["a/Dockerfile", "b"] };
    const ended = await runInMemory(CHECK, outside);
    assert.deepEqual(readAnswer(ended).files, ["c/Dockerfile"]);
    assert.deepEqual(problemsOf(ended), [
      ["host/no-permission", "b"],
      ["host/no-permission", "a/Dockerfile"],
    ]);
    assert.equal(ended.status, 3);
    checkUnreadable(await runInMemory(["debug", "tree", "a/Dockerfile"], outside), /a\/Dockerfile/);
    checkUnreadable(await runInMemory(["context", "--list"], outside), /b.*permi/);
    checkUnreadable(await runInMemory(["context", "b"], outside), /b.*permi/);
  });

  it("may not be permitted itself", async () => {
    const ended = await runInMemory(CHECK, { files: { Dockerfile: GOOD }, denied: ["."] });
    assert.equal(problemsOf(ended)[0]?.[0], "host/no-permission");
    assert.equal(ended.status, 3);
  });

  it("may be a file after all", async () => {
    checkUnreadable(
      await runInMemory(["context", "Dockerfile"], { files: { Dockerfile: GOOD } }),
      /Dockerfile/,
    );
    checkUnreadable(await runInMemory(["context", "nowhere"], {}), /nowhere/);
  });
});

describe("standard input", () => {
  it("without a byte is judged as an empty Dockerfile", () => {
    const ended = runProcess(".", [...CHECK, "-"]);
    assert.deepEqual(readAnswer(ended).files, ["Dockerfile"]);
    assert.equal(ended.status, 1);
    assert.equal(runProcess(".", ["debug", "tree", "-"]).status, 0);
  });

  it("that is too large or binary is not judged", () => {
    for (const input of ["RUN a\n".repeat(1_000_000), new Uint8Array(1000)]) {
      const ended = runProcess(".", [...CHECK, "--stdin-filename", "api/Dockerfile", "-"], input);
      assert.equal(ended.status, 3);
      assert.equal(problemsOf(ended).length, 1);
    }
  });
});

function problemsOf(
  ended: Parameters<typeof readAnswer>[0],
): readonly (readonly [string, string | undefined])[] {
  return readAnswer(ended).problems.map(({ code, path }) => [code, path] as const);
}

function checkUnreadable(ended: Parameters<typeof readAnswer>[0], message: RegExp): void {
  assert.match(ended.errors, message);
  assert.equal(ended.status, 3);
  assert.equal(ended.output, "");
}
