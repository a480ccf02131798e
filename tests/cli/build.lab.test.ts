import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
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

function start(
  words: readonly string[],
  [program, ...before]: readonly [string, ...string[]] = [process.execPath],
) {
  const child = spawn(program, [...before, launcher, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, TMPDIR: scratch },
  });
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

/** Where the programs of these tests have their scratch folders: others on this machine come and go meanwhile. */
const scratch = mkdtempSync(join(tmpdir(), "plimsoll-cli-scratch-"));
chmodSync(scratch, 0o777);
after(() => rmSync(scratch, { recursive: true, force: true }));

function scratchFolders(): readonly string[] {
  return readdirSync(scratch).filter((name) => name.startsWith("plimsoll-"));
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
    const mark = `7${Math.floor(Math.random() * 1e8)}`;
    const folder = project(t, `FROM debian:trixie-slim\nRUN sleep ${mark}\n`);
    const { child, ended } = start(["build", folder]);
    assert.ok(await until(() => processesWith(mark) > 0));
    child.kill(name);
    const { status, output, errors } = await ended;
    assert.equal(status, 3, errors);
    assert.match(output, /interrupted/);
    assert.ok(await until(() => processesWith(mark) === 0));
    assert.deepEqual(scratchFolders(), []);
  });
}

/** A registry on loopback, which engines speak to without TLS, that leaves one kind of request without an answer. */
async function silentRegistry(t: TestContext, isSilent: (request: IncomingMessage) => boolean) {
  const asked = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    request.resume();
    if (isSilent(request)) asked.resolve();
    else response.writeHead(request.url === "/v2/" ? 200 : 404, { "Content-Length": 0 }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return { name: `127.0.0.1:${address.port}/x:1`, asked: asked.promise };
}

/** Interrupts a build when its moment has come, and checks that it ends, and what it leaves. */
async function interruptAt(words: readonly string[], moment: Promise<unknown>): Promise<void> {
  const { child, ended } = start(words);
  await Promise.race([moment, ended]);
  child.kill("SIGINT");
  const { status, output, errors } = await ended;
  assert.equal(status, 3, output + errors);
  assert.match(output, /interrupted/);
  assert.deepEqual(scratchFolders(), []);
}

const STAGES: Readonly<Record<string, (t: TestContext) => Promise<void>>> = {
  "a base image is asked for": async (t) => {
    const { name, asked } = await silentRegistry(t, ({ url = "" }) => url.includes("/manifests/"));
    await interruptAt(["build", project(t, `FROM ${name}\n`)], asked);
  },
  "the context is sent": async (t) => {
    const folder = project(t, "FROM debian:trixie-slim\nCOPY large /\n");
    writeFileSync(join(folder, "large"), "");
    truncateSync(join(folder, "large"), 8 * 1024 ** 3);
    const isSending = until(() => processesCalled("buildx").some((line) => line.includes(folder)));
    await interruptAt(
      ["build", folder],
      isSending.then(() => sleep(500)),
    );
  },
  "the image is pushed": async (t) => {
    const { name, asked } = await silentRegistry(t, ({ method }) => method === "POST");
    const folder = project(t, `FROM scratch\nCOPY Dockerfile /made-${process.pid}\n`);
    await interruptAt(["build", folder, "-t", name, "--push"], asked);
  },
};

for (const [stage, interrupt] of Object.entries(STAGES)) {
  test(`SIGINT ends a build while ${stage}, with exit status 3`, { skip }, interrupt);
}

/** Command lines of processes that have a word. */
function processesCalled(word: string): readonly string[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      const line = /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0") : [];
      return line.includes(word) ? [line.join(" ")] : [];
    } catch {
      return []; // It ended while we looked.
    }
  });
}

const NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] as const;
const cannotBecome = () => spawnSync(NOBODY[0], [...NOBODY.slice(1), "test", "-r", launcher]).status !== 0;

test("a user who may not reach the engine is told so, with exit status 3", {
  skip: skip || (cannotBecome() ? "needs root, and a checkout that others may read" : false),
}, async (t) => {
  const folder = project(t, "FROM debian:trixie-slim\n");
  chmodSync(folder, 0o755);
  const words = ["build", folder, "--engine", "docker"];
  const { status, output, errors } = await start(words, [...NOBODY, process.execPath]).ended;
  assert.equal(status, 3, output + errors);
  assert.match(errors, /permission denied/);
});
