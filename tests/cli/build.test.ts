import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { userEnvironment } from "./surroundings.ts";

const launcher = fileURLToPath(new URL("../../bin/plimsoll.cjs", import.meta.url));
const skip = process.platform === "linux" ? false : "looks at processes in /proc";

/** A folder with a Dockerfile, and a program on the PATH that is called docker and never answers. */
function project(t: TestContext, seconds: string): { readonly folder: string; readonly programs: string } {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-cli-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const programs = join(folder, "programs");
  mkdirSync(programs);
  writeFileSync(join(folder, "Dockerfile"), "FROM debian:13\n");
  writeFileSync(join(programs, "docker"), `#!/bin/sh\n/bin/sleep ${seconds}\n`);
  chmodSync(join(programs, "docker"), 0o755);
  return { folder, programs };
}

function sleepersFor(seconds: string): number {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8") === `/bin/sleep\0${seconds}\0`;
    } catch {
      return false; // It ended while we looked.
    }
  }).length;
}

async function until(isTrue: () => boolean): Promise<boolean> {
  for (let round = 0; round < 600 && !isTrue(); round++) await sleep(50);
  return isTrue();
}

test("an interrupt while engines are looked for is not kept waiting by one that hangs", {
  skip,
}, async (t) => {
  const seconds = `4${Math.floor(Math.random() * 1e8)}`;
  const { folder, programs } = project(t, seconds);
  const { PATH: _path, ...environment } = userEnvironment(dirname(process.execPath));
  const child = spawn(process.execPath, [launcher, "build", folder], {
    env: { ...environment, PATH: programs },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (bytes: Buffer) => {
      output += bytes.toString();
    });
  }
  const ended = new Promise((settle) => child.once("close", settle));
  assert.ok(await until(() => sleepersFor(seconds) > 0));
  child.kill("SIGINT");
  assert.equal(await ended, 3, output);
  assert.match(output, /interrupted/);
  assert.doesNotMatch(output, /Building with|no container engine/);
  assert.equal(sleepersFor(seconds), 0);
});
