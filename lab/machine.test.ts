import assert from "node:assert/strict";
import { test } from "node:test";
import { requireMachine, whatLacks } from "./machine.ts";
import { LabError } from "./process.ts";

const isLinux = process.platform === "linux" && process.getuid !== undefined;

test("without root, the lab says what it needs instead of failing somewhere in the middle", {
  skip: isLinux ? false : "needs a system that has users by numbers",
}, (t) => {
  t.mock.method(process, "getuid", () => 1000);
  assert.match(whatLacks() ?? "", /root/);
  assert.throws(requireMachine, (error) => error instanceof LabError && /Linux, root/.test(error.hint ?? ""));
});
