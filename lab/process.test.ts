import assert from "node:assert/strict";
import { test } from "node:test";
import { LabError, run, startOf } from "./process.ts";

test("a program that fails is told with its last lines of both streams", async () => {
  const script = "console.log('out'); console.error('why'); process.exit(3)";
  await assert.rejects(run(process.execPath, ["-e", script]), (error) => {
    assert.ok(error instanceof LabError);
    assert.match(error.message, /ended with 3\n(.*\n)*.*why/);
    return true;
  });
});

test("a program that is not there is told by its name", async () => {
  await assert.rejects(run("no-such-program", []), /^LabError: no-such-program is missing on this machine$/);
  await assert.rejects(run("true", [], { folder: "/no/such/folder" }), /ENOENT/);
});

test("a status that is named as good is no failure", async () => {
  assert.equal(await run(process.execPath, ["-e", "console.log(1); process.exit(4)"], { good: [4] }), "1");
});

test("the start of a process tells it from another of the same number", () => {
  assert.match(startOf(process.pid) ?? "", /^\d+$/);
  assert.equal(startOf(2 ** 30), undefined);
});
