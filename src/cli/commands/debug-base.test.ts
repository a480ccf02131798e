import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryHost } from "../../host/index.ts";
import { runCommandLine } from "../run.ts";

/** Asks about an image and gives what was printed, and the status. */
async function run(...words: readonly string[]) {
  const host = createMemoryHost({});
  const status = await runCommandLine(["debug", "base", ...words], host);
  return { status, output: host.outputText, errors: host.errorText };
}

test("each fact is printed with the record that says it", async () => {
  const { status, output } = await run("python:3.13-slim");
  assert.equal(status, 0);
  assert.match(output, /^python:3\.13-slim\n/);
  assert.match(output, /^ {2}stands on {9}debian-13 \(since 2025-08-11\)$/m);
  assert.match(output, /^ {2}C library {9}glibc {2}\[system debian-13-slim \(rebuild\)\]$/m);
  assert.match(
    output,
    /^ {2}interpreters {6}python 3\.13 at \/usr\/local\/bin\/python3 {2}\[image python-slim\]$/m,
  );
  assert.match(output, /^ {2}source .*\[family python\]$/m);
});

test("the same is printed as JSON", async () => {
  const { status, output } = await run("scratch", "--format", "json");
  assert.equal(status, 0);
  const { reference, complete, commands, users } = Object(JSON.parse(output));
  assert.deepEqual([reference, complete, commands, users], ["scratch", true, [], []]);
});

test("an image in no table is said to be unknown", async () => {
  assert.deepEqual(await run("nobody/nothing:1"), {
    status: 0,
    output: "nobody/nothing:1 is in no table: every answer about it is maybe\n",
    errors: "",
  });
  assert.deepEqual(JSON.parse((await run("nobody/nothing:1", "--format", "json")).output), {
    reference: "nobody/nothing:1",
    known: false,
  });
});

test("a text that is no reference is a wrong call", async () => {
  const { status, errors } = await run("Not:A:Reference");
  assert.equal(status, 2);
  assert.match(errors, /"Not:A:Reference" is no image reference/);
});
