import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { userEnvironment } from "./surroundings.ts";

const LAUNCHER = fileURLToPath(new URL("../../bin/plimsoll.cjs", import.meta.url));
const OLD = `FROM debian:13\n${"# a comment that makes the file longer\n".repeat(200)}ENV NAME value\n`;
const NEW = OLD.replace("NAME value", "NAME=value");
const WORDS = ["fix", "--select", "legacy-key-value", "--quiet"];
const FILES = 60;
const isWindows = process.platform === "win32";

/** A folder with Dockerfiles in folders of their own. */
function layOut(context: TestContext, count: number): string {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-fix-"));
  context.after(() => rmSync(folder, { recursive: true }));
  for (let at = 0; at < count; at++) {
    mkdirSync(join(folder, `f${at}`));
    writeFileSync(join(folder, `f${at}`, "Dockerfile"), OLD, { mode: 0o640 });
  }
  return folder;
}

/** How many files are new; every file is old or new, and has its mode. */
function countNew(folder: string): number {
  const texts = readdirSync(folder).map((name) => {
    assert.equal(statSync(join(folder, name, "Dockerfile")).mode & 0o777, 0o640);
    return readFileSync(join(folder, name, "Dockerfile"), "utf8");
  });
  for (const text of texts) assert.ok(text === OLD || text === NEW, "a file is old or new");
  return texts.filter((text) => text === NEW).length;
}

/** Files that are no Dockerfiles. */
function leftOver(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    return readdirSync(join(folder, name)).filter((file) => file !== "Dockerfile");
  });
}

function start(folder: string) {
  return spawn(process.execPath, [LAUNCHER, ...WORDS], {
    cwd: folder,
    env: userEnvironment(dirname(process.execPath)),
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Starts a run, and sends it a signal once it has mended some files and has others before it. */
async function interrupt(folder: string, signal: NodeJS.Signals) {
  const child = start(folder);
  let errors = "";
  child.stderr.on("data", (bytes) => {
    errors += bytes;
  });
  await once(child.stdout, "data");
  child.stdout.resume();
  // Each run is met at another moment.
  await setTimeout(Math.random() * 10);
  child.kill(signal);
  const [status, by]: readonly unknown[] = await once(child, "close");
  return { status, by, errors };
}

test("a run that is killed leaves every file old or new", { skip: isWindows }, async (context) => {
  for (let round = 0; round < 2; round++) {
    const folder = layOut(context, FILES);
    await interrupt(folder, "SIGKILL");
    const count = countNew(folder);
    // What was killed in the middle of a file may leave one temporary file beside it, which is hidden.
    const left = leftOver(folder);
    assert.ok(left.length <= 1 && left.every((name) => name.startsWith(".plimsoll-")), left.join(" "));
    // And the next run mends the rest.
    assert.equal((await once(start(folder), "close"))[0], 0);
    assert.ok(countNew(folder) === FILES && count <= FILES);
  }
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`${signal} ends a run between two files`, { skip: isWindows }, async (context) => {
    const folder = layOut(context, FILES);
    const { status, errors } = await interrupt(folder, signal);
    const count = countNew(folder);
    assert.deepEqual(leftOver(folder), []);
    // On a fast machine all may be done before the signal comes.
    assert.equal(status, count === FILES ? 0 : 3, errors);
    if (count < FILES) assert.match(errors, new RegExp(`interrupted; ${count} files? w`));
  });
}

test("a disk without room leaves the file as it is and is named", { skip: isWindows }, (context) => {
  const folder = layOut(context, 1);
  // The shell's bound on the size of files stands for a full disk; the signal it would send is ignored.
  const script = `trap '' XFSZ; ulimit -f 0; "$@" | cat`;
  const { stdout } = spawnSync("sh", ["-c", script, "sh", process.execPath, LAUNCHER, ...WORDS], {
    cwd: folder,
    env: { ...userEnvironment(dirname(process.execPath)), NODE_DISABLE_COMPILE_CACHE: "1" },
    encoding: "utf8",
  });
  assert.match(stdout, /problem\[host\/unwritable\] f0\/Dockerfile cannot be written/);
  assert.equal(countNew(folder), 0);
  assert.deepEqual(leftOver(folder), []);
});
