import assert from "node:assert/strict";
import { test } from "node:test";
import { requireMachine, whatLacks } from "./machine.ts";
import { LabError } from "./process.ts";

const own = process.getuid;

test("without root, the lab says what it needs instead of failing somewhere in the middle", {
  skip: process.platform === "linux" && own !== undefined ? false : "needs Linux",
}, (t) => {
  process.getuid = () => 1000;
  t.after(() => {
    if (own !== undefined) process.getuid = own;
  });
  assert.match(whatLacks() ?? "", /root/);
  assert.throws(requireMachine, (error) => error instanceof LabError && /Linux, root/.test(error.hint ?? ""));
});
