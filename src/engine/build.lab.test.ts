import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, type TestContext, test } from "node:test";
import { PlimsollError } from "../base/index.ts";
import type { Host } from "../host/index.ts";
import { createNodeHost } from "../host/node/index.ts";
import { type BuildEvent, type BuildOutcome, type BuildRequest, type Engine, findEngines } from "./index.ts";

const host = createNodeHost();
const SECRET = "hunter2-swordfish";

/** Says where an engine is that a suite may use: the lab's, and never one of the machine's own. */
const VARIABLES = {
  "docker-buildx": "BUILDKIT_HOST",
  docker: "DOCKER_HOST",
  buildctl: "BUILDKIT_HOST",
  podman: "CONTAINERS_STORAGE_CONF",
  buildah: "CONTAINERS_STORAGE_CONF",
} as const;

/** The lab's own programs stand first in PATH, podman's with the lab's settings. */
const isTold = (kind: keyof typeof VARIABLES): boolean =>
  process.env[VARIABLES[kind]] !== undefined || process.env.PLIMSOLL_LAB !== undefined;
const isLab = (Object.keys(VARIABLES) as (keyof typeof VARIABLES)[]).some(isTold);
/** A builder of buildx for these suites alone, in front of the lab's BuildKit. */
const BUILDER = `plimsoll-test-${process.pid}`;
const created = [
  "buildx",
  "create",
  "--name",
  BUILDER,
  "--driver",
  "remote",
  process.env.BUILDKIT_HOST ?? "",
];
const hasBuilder =
  process.env.BUILDKIT_HOST !== undefined && (await runCommand("docker", ...created).catch(() => 1)) === 0;
after(async () => {
  if (hasBuilder) await runCommand("docker", "buildx", "rm", BUILDER);
});
const found = isLab ? await findEngines(host, hasBuilder ? BUILDER : undefined) : [];

for (const kind of ["docker", "docker-buildx", "buildctl", "podman", "buildah"] as const) {
  const ready = found.find((one) => {
    if (one.kind !== "ready" || one.engine.kind !== kind) return false;
    return kind !== "docker-buildx" || one.engine.builder === BUILDER;
  });
  const engine = ready?.kind === "ready" && isTold(kind) ? ready.engine : undefined;
  const reason = found.find((one) => one.kind !== "ready" && one.engine === kind);
  const why =
    reason === undefined || reason.kind === "ready"
      ? `needs ${VARIABLES[kind]}`
      : `${kind}: ${reason.reason}`;
  const skip = engine === undefined ? `${why}: npm run test:lab` : false;

  suite(`building with ${engine?.kind ?? kind} ${engine?.version ?? ""}`, { skip }, () => {
    if (engine === undefined) return;
    buildSuite(engine);
  });
}

function buildSuite(engine: Engine): void {
  test("builds stages with arguments, labels, a cache and a secret, and tells neither its value", async (t) => {
    const request = project(t, engine, {
      Dockerfile: `ARG BASE
FROM \${BASE} AS build
ARG WORD
COPY word /word
RUN --mount=type=secret,id=token test "$(cat /run/secrets/token)" = ${SECRET} && cat /run/secrets/token && echo " \${WORD}"
RUN --mount=type=cache,target=/cache echo ${SECRET} && touch /cache/x
FROM \${BASE}
COPY --from=build /word /word
`,
      word: randomUUID(),
      token: `${SECRET}\n`,
    });
    const events: BuildEvent[] = [];
    const outcome = await build(engine, request, events);
    assert.equal(outcome.kind, "built", JSON.stringify(outcome));
    if (outcome.kind !== "built") return;
    assert.match(outcome.image.digest ?? "", /^sha256:[0-9a-f]{64}$/);
    assert.deepEqual(outcome.image.platforms, [`linux/${process.arch === "x64" ? "amd64" : process.arch}`]);
    assert.ok((outcome.image.compressedBytes ?? 0) > 1_000_000);
    const told = JSON.stringify(events);
    assert.doesNotMatch(told, new RegExp(SECRET));
    assert.match(told, /"text":"\[secret\]"/);
    assert.match(told, /"text":" given"/);
    const again = await build(engine, request, []);
    assert.equal(
      again.kind === "built" && again.cachedSteps > 0 && again.cachedSteps >= outcome.cachedSteps,
      true,
    );
  });

  test("tells the step that failed, its place, and what it printed last", async (t) => {
    const request = project(t, engine, {
      Dockerfile: "ARG BASE\nFROM ${BASE}\nRUN echo before && \\\n    cat /nothing\n",
    });
    const outcome = await build(engine, request, []);
    assert.equal(outcome.kind, "failed");
    if (outcome.kind !== "failed") return;
    const { step, log, line, message } = outcome.failure;
    assert.match(step?.name ?? "", /RUN echo before && +cat \/nothing/);
    assert.deepEqual([...log].sort(), ["before", "cat: /nothing: No such file or directory"]);
    assert.match(message, /exit (?:code: 1|status 1)/);
    if (engine.kind !== "podman" && engine.kind !== "buildah") assert.equal(line, 3);
  });

  test("an interrupt ends the engine's work and leaves no process", async (t) => {
    const mark = `9${Math.floor(Math.random() * 1e8)}`;
    const request = project(t, engine, { Dockerfile: `ARG BASE\nFROM \${BASE}\nRUN sleep ${mark}\n` });
    const interrupt = new AbortController();
    const building = engine.build(
      request,
      ({ kind, ...rest }) => {
        if (
          kind === "step" &&
          "step" in rest &&
          typeof rest.step === "object" &&
          rest.step.state === "running"
        ) {
          if (rest.step.name.includes(`sleep ${mark}`))
            whenStarted(mark).then(() => interrupt.abort(), noticed);
        }
      },
      interrupt.signal,
    );
    assert.equal((await building).kind, "canceled");
    assert.ok("path" in request.output && !existsSync(request.output.path), "half an image is left");
    await until(() => processesWith(mark).length === 0, `processes of ${mark} are left`);
  });

  test("an engine that dies in the middle is no failure of the Dockerfile", {
    skip:
      engine.kind === "docker" || engine.kind === "buildctl"
        ? false
        : `${engine.kind} has no address of its own`,
  }, async (t) => {
    const proxy = await startProxy(
      t,
      process.env[VARIABLES[engine.kind === "docker" ? "docker" : "buildctl"]] ?? "",
    );
    const behind = await findEngines(proxiedHost(proxy.address));
    const dying = behind.find((one) => one.kind === "ready" && one.engine.kind === engine.kind);
    assert.ok(dying?.kind === "ready");
    const mark = `8${Math.floor(Math.random() * 1e8)}`;
    const request = project(t, engine, { Dockerfile: `ARG BASE\nFROM \${BASE}\nRUN sleep ${mark}\n` });
    const building = dying.engine.build(request, () => {});
    whenStarted(mark).then(() => proxy.cut(), noticed);
    await checkCode(building, "engine/died");
    await until(() => processesWith(mark).length === 0, `processes of ${mark} are left`);
  });

  test("a full disk is told as one", {
    skip: process.getuid?.() === 0 ? false : "needs root for a tmpfs",
  }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "plimsoll-full-"));
    const mounted = await runCommand("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);
    t.after(async () => {
      await runCommand("umount", folder);
      rmSync(folder, { recursive: true });
    });
    assert.equal(mounted, 0);
    const request = project(t, engine, { Dockerfile: "ARG BASE\nFROM ${BASE}\nLABEL a=b\n" });
    const output = { kind: "oci-archive", path: `${folder}/image.tar` } as const;
    await checkCode(
      engine.build({ ...request, output }, () => {}),
      "engine/no-space",
    );
  });
}

function build(engine: Engine, request: BuildRequest, events: BuildEvent[]): Promise<BuildOutcome> {
  return engine.build(request, (event) => events.push(event));
}

/** A build of files in a folder of its own, into an image layout. */
function project(t: TestContext, engine: Engine, files: Readonly<Record<string, string>>): BuildRequest {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-build-"));
  const name = `plimsoll-test:${randomUUID()}`;
  t.after(async () => {
    rmSync(folder, { recursive: true, force: true });
    // Only these two keep in their store what they write elsewhere.
    if (engine.kind === "podman" || engine.kind === "buildah") {
      await runCommand(engine.kind, "rmi", "--force", name);
    }
  });
  mkdirSync(join(folder, "context"));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name === "token" ? name : join("context", name)), text);
  }
  return {
    context: join(folder, "context"),
    dockerfile: join(folder, "context", "Dockerfile"),
    names: [name],
    output: { kind: "oci-layout", path: join(folder, "layout") },
    arguments: [
      { name: "BASE", value: process.env.PLIMSOLL_LAB_BASE ?? "debian:trixie-slim" },
      { name: "WORD", value: "given" },
    ],
    labels: [{ name: "made", value: "here" }],
    secrets: "token" in files ? [{ kind: "file", id: "token", path: join(folder, "token") }] : [],
  };
}

/** Command lines of running processes that hold a mark. */
function processesWith(mark: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        return words[0]?.endsWith("sleep") === true && words.includes(mark) ? [words.join(" ")] : [];
      } catch {
        return []; // It ended while we looked.
      }
    });
}

async function whenStarted(mark: string): Promise<void> {
  await until(() => processesWith(mark).length > 0, `nothing started ${mark}`);
}

/** What did not start shows in how the build ended. */
function noticed(): void {}

async function until(isTrue: () => boolean, otherwise: string): Promise<void> {
  for (let round = 0; round < 600; round++) {
    if (isTrue()) return;
    await host.clock.sleep(50);
  }
  assert.fail(otherwise);
}

/** A socket in front of an engine's own, whose connections can be cut. */
async function startProxy(
  t: TestContext,
  address: string,
): Promise<{ readonly address: string; cut(): void }> {
  const target = address.replace(/^unix:\/\//, "");
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-proxy-"));
  const path = join(folder, "socket");
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const cut = (): void => {
    server.close();
    for (const socket of open) socket.destroy();
  };
  t.after(() => {
    cut();
    rmSync(folder, { recursive: true, force: true });
  });
  return { address: `unix://${path}`, cut };
}

function proxiedHost(address: string): Host {
  const environment = { DOCKER_HOST: address, BUILDKIT_HOST: address };
  return {
    ...host,
    environment: { ...host.environment, ...environment },
    start: (program) => host.start({ ...program, environment: { ...program.environment, ...environment } }),
  };
}

async function runCommand(file: string, ...words: readonly string[]): Promise<number | undefined> {
  return (await (await host.start({ file, arguments: words })).ended).status;
}

async function checkCode(call: Promise<unknown>, code: string): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof PlimsollError, String(error));
    assert.equal(error.code, code, error.message);
    return true;
  });
}
