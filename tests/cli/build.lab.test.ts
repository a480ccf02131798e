import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const launcher = fileURLToPath(new URL("../../bin/plimsoll.cjs", import.meta.url));
const skip =
  process.env.PLIMSOLL_LAB === undefined && process.env.DOCKER_HOST === undefined
    ? "needs the lab's Docker engine: npm run test:lab"
    : false;

function project(t: TestContext, dockerfile: string): string {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-cli-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "Dockerfile"), dockerfile);
  return folder;
}

function start(words: readonly string[]) {
  const child = spawn(process.execPath, [launcher, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const ended = new Promise<{ status: number | null; output: string; errors: string }>((resolve) => {
    child.on("close", (status) => resolve({ status, output, errors }));
  });
  return { child, ended };
}

function processesWith(mark: string): number {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
      return words[0]?.endsWith("sleep") === true && words.includes(mark);
    } catch {
      return false; // It ended while we looked.
    }
  }).length;
}

async function until(isTrue: () => boolean): Promise<boolean> {
  for (let round = 0; round < 600 && !isTrue(); round++) await sleep(50);
  return isTrue();
}

function scratchFolders(): number {
  return readdirSync(tmpdir()).filter((name) => /^plimsoll-[A-Za-z0-9]{6}$/.test(name)).length;
}

test("plimsoll build builds with a real engine and says what came out", { skip }, async (t) => {
  const folder = project(t, "FROM debian:trixie-slim\nRUN echo built\n");
  t.after(() => spawnSync("docker", ["rmi", "--force", "plimsoll-cli-test:1"]));
  const { status, output, errors } = await start(["build", folder, "-t", "plimsoll-cli-test:1"]).ended;
  assert.equal(status, 0, errors);
  assert.match(
    output,
    /^Built plimsoll-cli-test:1 in .*\n {2}digest {4}sha256:[0-9a-f]{64}\n {2}size .* on disk\n/,
  );
});

for (const name of ["SIGINT", "SIGTERM"] as const) {
  test(`${name} ends the build, its steps and its files, with exit status 3`, { skip }, async (t) => {
    const before = scratchFolders();
    const mark = `7${Math.floor(Math.random() * 1e8)}`;
    const folder = project(t, `FROM debian:trixie-slim\nRUN sleep ${mark}\n`);
    const { child, ended } = start(["build", folder]);
    assert.ok(await until(() => processesWith(mark) > 0));
    child.kill(name);
    const { status, output, errors } = await ended;
    assert.equal(status, 3, errors);
    assert.match(output, /interrupted/);
    assert.ok(await until(() => processesWith(mark) === 0));
    assert.ok(scratchFolders() <= before);
  });
}
