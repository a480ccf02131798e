import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { PlimsollError } from "../base/index.ts";
import { createNodeHost } from "../host/node/index.ts";
import { type Engine, findEngines, type RunRequest, withContainer } from "./index.ts";

const host = createNodeHost();
const BASE = process.env.PLIMSOLL_LAB_BASE ?? "debian:trixie-slim";
const PORT = 8080;

const isLab = process.env.PLIMSOLL_LAB !== undefined || process.env.DOCKER_HOST !== undefined;
const found = isLab ? await findEngines(host) : [];

/** A web server in what every Debian has, Perl: it says what it does, writes a file, and ends when asked to. */
const SERVER = `use strict; use warnings; use IO::Socket::INET; $| = 1;
if (($ENV{SILENT} // "") ne "") { sleep 600 }
my $server = IO::Socket::INET->new(LocalPort => ${PORT}, Listen => 5, ReuseAddr => 1) or die "no port: $!";
$SIG{TERM} = sub { print "stopping\\n"; exit 0 };
open(my $file, ">", "/tmp/written") or die $!; close $file;
print "listening as $<\\n"; print STDERR "to errors\\n";
while (1) { my $client = $server->accept() or next; while (my $line = <$client>) { last if $line eq "\\r\\n" }
print $client "HTTP/1.0 200 OK\\r\\nX-Served: yes\\r\\n\\r\\nhello\\n"; close $client }
`;

for (const kind of ["docker", "podman"] as const) {
  const ready = found.find((one) => one.kind === "ready" && one.engine.kind === kind);
  const engine = ready?.kind === "ready" ? ready.engine : undefined;
  const skip = engine === undefined ? `needs ${kind}: npm run test:lab` : false;
  suite(`running with ${kind} ${engine?.version ?? ""}`, { skip }, () => {
    if (engine !== undefined) runSuite(engine);
  });
}

function runSuite(engine: Engine): void {
  const image = `plimsoll-run-test-${process.pid}:1`;
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-run-"));
  const program = engine.kind;
  const request: RunRequest = {
    image,
    ports: [PORT],
    user: "65532",
    memory: 256 * 1024 * 1024,
    processes: 50,
  };

  before(async () => {
    writeFileSync(join(folder, "server.pl"), SERVER);
    const health = "HEALTHCHECK --interval=1s --retries=2 CMD test -e /tmp/written";
    const text = `FROM ${BASE}\nCOPY server.pl /\n${health}\nCMD ["perl", "/server.pl"]\n`;
    writeFileSync(join(folder, "Dockerfile"), text);
    const outcome = await engine.build(
      {
        context: folder,
        dockerfile: join(folder, "Dockerfile"),
        names: [image],
        output: { kind: "store" },
        ...(engine.kind === "podman" ? { format: "docker" } : {}),
      },
      () => {},
    );
    assert.equal(outcome.kind, "built", JSON.stringify(outcome));
  });

  after(async () => {
    rmSync(folder, { recursive: true });
    await output("rmi", "--force", image);
  });

  test("answers on a loopback port, and tells logs, user, files, and how it stopped", async () => {
    const name = await withContainer(engine, request, async (container) => {
      assert.equal((await container.waitFor({ kind: "http", port: PORT, path: "/" }, 30_000)).kind, "ready");
      assert.equal((await container.waitFor({ kind: "port", port: PORT }, 10_000)).kind, "ready");
      assert.equal((await container.waitFor({ kind: "log", text: "listening" }, 10_000)).kind, "ready");
      assert.equal((await container.waitFor({ kind: "healthy" }, 30_000)).kind, "ready");
      const answer = await container.probe(PORT, "/");
      assert.equal(answer.status, 200);
      assert.equal(answer.headers["x-served"], "yes");
      assert.equal(String(Buffer.from(answer.body)), "hello\n");
      const [first] = await container.processes();
      assert.equal(first?.uid, 65532);
      assert.match(first?.command ?? "", /perl/);
      assert.ok(
        (await container.changes()).some(({ kind, path }) => kind === "added" && path === "/tmp/written"),
      );
      const stopped = await container.stop(10);
      assert.equal(stopped.status, 0);
      assert.ok(!stopped.isKilled && stopped.seconds < 9, String(stopped.seconds));
      const logs = await container.logs();
      assert.match(logs.output, /listening as 65532\nstopping\n/);
      assert.match(logs.errors, /to errors/);
      return container.name;
    });
    assert.doesNotMatch(await output("ps", "--all", "--format", "{{.Names}}"), new RegExp(name));
  });

  test("two of one image at once have names and ports of their own", async () => {
    await withContainer(engine, request, async (one) => {
      await withContainer(engine, request, async (other) => {
        assert.notEqual(one.name, other.name);
        assert.notEqual(one.publishedPort(PORT), other.publishedPort(PORT));
        assert.equal((await other.waitFor({ kind: "http", port: PORT, path: "/" }, 30_000)).kind, "ready");
      });
      assert.equal((await one.waitFor({ kind: "http", port: PORT, path: "/" }, 30_000)).kind, "ready");
    });
  });

  test("one that never answers is waited for so long and no longer, and killed when it does not stop", async () => {
    const silent: RunRequest = { ...request, environment: { SILENT: "1" } };
    await withContainer(engine, silent, async (container) => {
      assert.equal((await container.waitFor({ kind: "port", port: PORT }, 1500)).kind, "timeout");
      const stopped = await container.stop(1);
      assert.deepEqual([stopped.status, stopped.isKilled], [137, true]);
    });
  });

  test("one that ends is told with its status", async () => {
    const ending: RunRequest = { image, arguments: ["sh", "-c", "sleep 1; exit 7"] };
    await withContainer(engine, ending, async (container) => {
      const waited = await container.waitFor({ kind: "log", text: "never said" }, 20_000);
      assert.deepEqual(waited, { kind: "exited", status: 7 });
    });
  });

  test("an image that is not there, or a command that is not, is refused and leaves nothing", async () => {
    await refused(engine.run({ image: "plimsoll-no-such-image:1" }));
    await refused(engine.run({ image, arguments: ["/no/such/program"] }));
    assert.doesNotMatch(await output("ps", "--all", "--format", "{{.Image}}"), new RegExp(image));
  });

  async function output(...words: readonly string[]): Promise<string> {
    const parts: Uint8Array[] = [];
    const onOutput = (bytes: Uint8Array): void => void parts.push(bytes);
    await (await host.start({ file: program, arguments: words, onOutput })).ended;
    return String(Buffer.concat(parts));
  }
}

async function refused(call: Promise<unknown>): Promise<void> {
  await assert.rejects(call, (error) => error instanceof PlimsollError && error.code === "engine/refused");
}
