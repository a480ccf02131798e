import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { PlimsollError } from "../../base/index.ts";
import type { ProgramEnd } from "../host.ts";
import { createNodeHost } from "./index.ts";

const host = createNodeHost();
const node = process.execPath;
const isWindows = process.platform === "win32";

suite("programs, ports and folders of a real process", () => {
  test("a program gets its arguments as they are, its input and its environment", async () => {
    const script = `process.stdout.write(process.argv[1] + process.env.GIVEN + String(process.env.HOME));
      process.stdin.pipe(process.stderr)`;
    const ran = await run(["-e", script, "a b;$(c)"], { GIVEN: "!", HOME: undefined }, "input");
    assert.deepEqual(ran, {
      end: { status: 0, signal: undefined, isLate: false },
      output: "a b;$(c)!undefined",
      errors: "input",
    });
  });

  test("tells the status of a program, and what could not be started", async () => {
    assert.equal((await run(["-e", "process.exit(7)"])).end.status, 7);
    await checkCode(host.start({ file: "no-such-program-here", arguments: [] }), "host/program-missing");
    await checkCode(host.start({ file: tmpdir(), arguments: [] }), "host/program-not-started");
  });

  test("a signal reaches what the program started too", { skip: isWindows }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "plimsoll-group-"));
    const inner = `require("fs").writeFileSync(${JSON.stringify(`${folder}/pid`)}, String(process.pid));
      console.log("up"); setInterval(() => {}, 1000)`;
    const script = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(inner)}],
      { stdio: "inherit" }); setInterval(() => {}, 1000)`;
    const up = Promise.withResolvers<void>();
    const program = await host.start({ file: node, arguments: ["-e", script], onOutput: () => up.resolve() });
    await up.promise;
    const pid = Number(readFileSync(`${folder}/pid`, "utf8"));
    program.signal("SIGKILL");
    assert.equal((await program.ended).signal, "SIGKILL");
    program.signal("SIGKILL");
    // Its pipes are closed while it ends, and before it has.
    for (let round = 0; round < 200 && isAlive(pid); round++) await host.clock.sleep(10);
    assert.equal(isAlive(pid), false);
    rmSync(folder, { recursive: true });
  });

  test("what a program started in a group of its own can be killed alone", {
    skip: process.platform === "linux" ? false : "needs /proc",
  }, async () => {
    const script = `const inner = require("child_process").spawn("sleep", ["60"], { detached: true });
      inner.on("exit", (_, signal) => { process.stdout.write(signal); process.exit(3); }); console.log("up")`;
    const up = Promise.withResolvers<void>();
    const program = await host.start({ file: node, arguments: ["-e", script], onOutput: () => up.resolve() });
    await up.promise;
    assert.equal(program.killDetached(), 1);
    assert.equal((await program.ended).status, 3);
    assert.equal(program.killDetached(), 0);
  });

  test("a program is killed when its time is over", { skip: isWindows }, async () => {
    const program = await host.start({ file: "sleep", arguments: ["60"], milliseconds: 30 });
    assert.deepEqual(await program.ended, { status: undefined, signal: "SIGKILL", isLate: true });
  });

  test("a scratch folder is ours alone, and goes with all in it", { skip: isWindows }, async () => {
    const scratch = await host.makeScratch();
    assert.equal(statSync(scratch.path).mode & 0o777, 0o700);
    await host.files.write(`${scratch.path}/a`, Buffer.from("x"));
    await scratch.remove();
    await scratch.remove();
    assert.equal(existsSync(scratch.path), false);
  });

  test("asks a port within its bounds, and knows one that nobody listens on", async () => {
    const server = createServer((asked, answer) => {
      if (asked.url !== "/never") answer.end("0123456789");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const answer = await host.network.get(port, "/", { milliseconds: 5000, bytes: 4 });
    assert.deepEqual([answer.status, String(Buffer.from(answer.body))], [200, "0123"]);
    await checkCode(host.network.get(port, "/never", { milliseconds: 30, bytes: 4 }), "host/unreachable");
    assert.equal(await host.network.whetherOpen(port, 1000), true);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    assert.equal(await host.network.whetherOpen(port, 1000), false);
    await checkCode(host.network.get(port, "/", { milliseconds: 1000, bytes: 4 }), "host/unreachable");
  });

  test("an aborted wait ends at once", async () => {
    const before = host.clock.now();
    await host.clock.sleep(60_000, AbortSignal.abort());
    assert.ok(host.clock.now() - before < 30_000);
  });
});

async function run(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
  input = "",
): Promise<{ end: ProgramEnd; output: string; errors: string }> {
  const [output, errors]: [Uint8Array[], Uint8Array[]] = [[], []];
  const program = await host.start({
    file: node,
    arguments: words,
    environment,
    input: Buffer.from(input),
    onOutput: (bytes) => output.push(bytes),
    onErrors: (bytes) => errors.push(bytes),
  });
  const end = await program.ended;
  return { end, output: String(Buffer.concat(output)), errors: String(Buffer.concat(errors)) };
}

/** A process that has ended and waits to be collected is not alive. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

async function checkCode(call: Promise<unknown>, code: string): Promise<void> {
  await assert.rejects(call, (error) => error instanceof PlimsollError && error.code === code);
}
