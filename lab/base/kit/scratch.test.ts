import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { makeScratch, removeOldScratch } from "./scratch.ts";

// No process has that number: it is above what the kernel gives.
const GONE = join(tmpdir(), "lab-base-99999999-test");

test("what a process that is gone left goes, and what one that runs is at work in stays", async (t) => {
  const own = await makeScratch();
  t.after(() => rmSync(own, { recursive: true }));
  mkdirSync(GONE);
  writeFileSync(join(GONE, "file"), "");
  await removeOldScratch();
  assert.deepEqual([existsSync(GONE), existsSync(own)], [false, true]);
});

const mounts = process.platform === "linux" && process.getuid?.() === 0;

test("a mount in it is taken away, and nothing that was mounted is deleted", {
  skip: mounts ? false : "needs Linux and root",
}, async (t) => {
  const kept = await makeScratch();
  t.after(() => rmSync(kept, { recursive: true }));
  writeFileSync(join(kept, "file"), "");
  const place = join(GONE, "mounted");
  mkdirSync(place, { recursive: true });
  const mounted = spawnSync("mount", ["--bind", kept, place]);
  if (mounted.status !== 0) return t.skip("this machine allows no mounts");
  await removeOldScratch();
  assert.deepEqual([existsSync(GONE), existsSync(join(kept, "file"))], [false, true]);
});
