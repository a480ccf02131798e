import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { PlimsollError } from "../base/index.ts";
import { createMemoryHost, type MemoryHost, type MemoryPort, type RecordedProgram } from "../host/index.ts";
import { type RunRequest, startContainer, withContainer } from "./container.ts";

const REQUEST: RunRequest = { image: "shop:1", ports: [8080] };
const RUN = { file: "docker", arguments: ["run"], output: "0123abc\n" };
const PORT = { file: "docker", arguments: ["port"], output: "8080/tcp -> 127.0.0.1:32768\n" };
const REMOVE = { file: "docker", arguments: ["rm"] };
const RUNNING = { file: "docker", arguments: ["inspect"], output: '{"Status":"running"}' };

const answer = (status: number): MemoryPort["answers"][number] => ({
  status,
  headers: {},
  body: new Uint8Array(),
});

function prepare(programs: readonly RecordedProgram[], ports: readonly MemoryPort[] = []): MemoryHost {
  return createMemoryHost({ programs: [...programs, RUN, PORT, REMOVE, RUNNING], ports });
}

function runs(host: MemoryHost) {
  return { run: (request: RunRequest) => startContainer(host, "docker", request) };
}

function isRemoved(host: MemoryHost): boolean {
  const name = host.started.find((call) => call.arguments[0] === "run")?.arguments[3];
  return host.started.some((call) => call.arguments[0] === "rm" && call.arguments.at(-1) === name);
}

suite("a container", () => {
  test("starts with what was asked for, from an image that is there, on a loopback port", async () => {
    const host = prepare([]);
    const request: RunRequest = {
      ...REQUEST,
      memory: 1024,
      processes: 50,
      readOnly: true,
      tmpfs: ["/tmp"],
      dropCapabilities: true,
      noNewPrivileges: true,
      init: true,
      environment: { A: "b c" },
      arguments: ["serve", "--all"],
    };
    const port = await withContainer(runs(host), request, async (container) => container.publishedPort(8080));
    assert.equal(port, 32768);
    const words = host.started[0]?.arguments.slice(4).join(" ");
    assert.equal(
      words,
      "--label dev.plimsoll.run=1 --pull never --publish 127.0.0.1::8080 --memory 1024 --pids-limit 50 --read-only " +
        "--tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --init --env A=b c shop:1 serve --all",
    );
    assert.ok(isRemoved(host));
  });

  test("is removed when it does not start, with what the engine said", async () => {
    const errors =
      "docker: Error response from daemon: no such program\n\nRun 'docker run --help' for more information\n";
    const host = prepare([{ file: "docker", arguments: ["run"], status: 127, errors }]);
    await assert.rejects(startContainer(host, "docker", REQUEST), (error) => {
      return (
        error instanceof PlimsollError &&
        error.code === "engine/refused" &&
        /no such program/.test(error.message)
      );
    });
    assert.ok(isRemoved(host));
  });

  test("is removed when what uses it fails", async () => {
    const host = prepare([]);
    const failing = withContainer(runs(host), REQUEST, async () => {
      throw new Error("probe");
    });
    await assert.rejects(failing, /probe/);
    assert.ok(isRemoved(host));
  });

  test("is ready when its port answers, and not waited for longer than allowed", async () => {
    const answers = ["closed", "closed", answer(503)] as const;
    const host = prepare([], [{ port: 32768, answers }]);
    const container = await startContainer(host, "docker", REQUEST);
    const condition = { kind: "http", port: 8080, path: "/" } as const;
    assert.deepEqual(await container.waitFor(condition, 1000), { kind: "ready", seconds: 0.2 });
    assert.equal((await container.probe(8080, "/")).status, 503);
    assert.deepEqual(await container.waitFor({ kind: "healthy" }, 1000), { kind: "timeout" });
  });

  test("that has ended is waited for no longer", async () => {
    const exited = { file: "docker", arguments: ["inspect"], output: '{"Status":"exited","ExitCode":3}' };
    const container = await startContainer(prepare([exited]), "docker", REQUEST);
    assert.deepEqual(await container.waitFor({ kind: "port", port: 8080 }, 1000), {
      kind: "exited",
      status: 3,
    });
  });

  test("says whether its own check finds it well", async () => {
    for (const [status, kind] of [
      ["healthy", "ready"],
      ["unhealthy", "unhealthy"],
    ] as const) {
      const output = JSON.stringify({ Status: "running", Health: { Status: status } });
      const container = await startContainer(
        prepare([{ file: "docker", arguments: ["inspect"], output }]),
        "docker",
        REQUEST,
      );
      assert.equal((await container.waitFor({ kind: "healthy" }, 1000)).kind, kind);
    }
  });

  test("tells its processes and what they wrote", async () => {
    const host = prepare([
      { file: "docker", arguments: ["top"], output: "PID   UID   COMMAND\n939   65532   node server.js\n" },
      { file: "docker", arguments: ["diff"], output: "C /tmp\nA /tmp/a b\nD /x\n" },
    ]);
    const container = await startContainer(host, "docker", REQUEST);
    assert.deepEqual(await container.processes(), [{ uid: 65532, user: "65532", command: "node server.js" }]);
    assert.deepEqual(await container.changes(), [
      { kind: "changed", path: "/tmp" },
      { kind: "added", path: "/tmp/a b" },
      { kind: "deleted", path: "/x" },
    ]);
  });
});
