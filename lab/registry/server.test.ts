import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { expectError, expectStatus, testRegistry } from "./client.testing.ts";
import { digestOf } from "./digest.ts";
import { startRegistry } from "./server.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

async function scratchFolder(test: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "registry-"));
  test.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts main.ts and resolves once it says its address. */
async function run(test: TestContext, folder: string) {
  const program = spawn(process.execPath, [MAIN, "--folder", folder, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  test.after(() => program.kill("SIGKILL"));
  for await (const line of createInterface(program.stdout)) {
    const address = /http:\/\/(\S+),/.exec(line)?.[1];
    if (address !== undefined) return { program, address };
  }
  throw new Error("it ended without an address");
}

test("the base answers, and names the protocol", async (t) => {
  const registry = await testRegistry(t);
  for (const path of ["/v2/", "/v2"]) {
    const response = await expectStatus(registry.ask("GET", path), 200);
    assert.equal(response.headers.get("docker-distribution-api-version"), "registry/2.0");
  }
  for (const path of ["/", "/v1/", "/v2/a", "/v2/a/blobs/", "/v2/a/tags", "/v2//tags/list"])
    await expectError(registry.ask("GET", path), 404, "UNSUPPORTED");
});

test("a method that a place does not have is refused with those that it has", async (t) => {
  const registry = await testRegistry(t);
  const digest = digestOf(Buffer.from("x")).text;
  const places = [
    "",
    "_catalog",
    "a/tags/list",
    `a/referrers/${digest}`,
    "a/manifests/1",
    `a/blobs/${digest}`,
  ];
  for (const place of places) {
    const response = await expectError(registry.ask("POST", `/v2/${place}`), 405, "UNSUPPORTED");
    assert.match(response.headers.get("allow") ?? "", /GET/);
  }
  await expectError(registry.ask("GET", "/v2/a/blobs/uploads/"), 405, "UNSUPPORTED");
});

test("no path leaves the folder", async (t) => {
  const registry = await testRegistry(t);
  await writeFile(join(registry.folder, "secret"), "secret");
  const digest = digestOf(Buffer.from("x")).text;
  const names = [
    "..",
    "../..",
    "a/../..",
    "%2e%2e",
    "a%2f..%2f..",
    "..%2f..",
    ".",
    "a/./b",
    "_layout",
    "a\\..",
    "a%00b",
  ];
  for (const name of names) {
    for (const place of [`blobs/${digest}`, "manifests/latest", "tags/list", "blobs/uploads/x"]) {
      const status = await registry.askRaw("GET", `/v2/${name}/${place}`);
      assert.ok(status === 400 || status === 404, `${name} ${place}: ${status}`);
    }
    const status = await registry.askRaw("POST", `/v2/${name}/blobs/uploads/`);
    assert.ok(status === 400 || status === 404, `${name}: ${status}`);
  }
  for (const last of ["..", "sha256:..", "sha256:%2e%2e%2fsecret", "%2e%2e%2f%2e%2e%2fsecret", "%ff", "%"]) {
    for (const place of ["blobs", "manifests", "referrers", "blobs/uploads"]) {
      const status = await registry.askRaw("GET", `/v2/a/${place}/${last}`);
      assert.ok(status === 400 || status === 404, `${place}/${last}: ${status}`);
    }
  }
  assert.deepEqual((await readdir(registry.folder)).sort(), ["blobs", "repositories", "secret", "uploads"]);
});

test("each repository is an OCI layout of its own, and shares its blobs with the others", async (t) => {
  const registry = await testRegistry(t);
  const digest = await registry.pushImage("a/b", "1.0");
  await registry.pushImage("c", "2.0");
  const layout = join(registry.folder, "repositories/a/b/_layout");
  assert.deepEqual(JSON.parse(await readFile(join(layout, "oci-layout"), "utf8")), {
    imageLayoutVersion: "1.0.0",
  });
  const index: unknown = JSON.parse(await readFile(join(layout, "index.json"), "utf8"));
  const [descriptor] = Object(index).manifests;
  assert.equal(descriptor.digest, digest);
  assert.deepEqual(descriptor.annotations, { "org.opencontainers.image.ref.name": "1.0" });
  assert.equal((await readdir(join(layout, "blobs/sha256"))).length, 3);
  assert.equal((await readdir(join(registry.folder, "blobs/sha256"))).length, 3);
});

test("a manifest whose file is lost or damaged is not there after a restart, and the others are", async (t) => {
  const registry = await testRegistry(t);
  const [lost, damaged] = [
    await registry.pushImage("a", "lost", "1"),
    await registry.pushImage("a", "damaged", "2"),
  ];
  await registry.pushImage("a", "good", "3");
  const blobs = join(registry.folder, "repositories/a/_layout/blobs/sha256");
  await rm(join(blobs, lost.slice(7)));
  await writeFile(join(blobs, damaged.slice(7)), "{");
  await registry.restart();
  await expectError(registry.ask("GET", "/v2/a/manifests/lost"), 404, "MANIFEST_UNKNOWN");
  await expectError(registry.ask("GET", "/v2/a/manifests/damaged"), 404, "MANIFEST_UNKNOWN");
  await expectStatus(registry.ask("HEAD", "/v2/a/manifests/good"), 200);
  assert.equal(await registry.pushImage("a", "damaged", "2"), damaged);
  await expectStatus(registry.ask("HEAD", "/v2/a/manifests/damaged"), 200);
});

test("a folder has one registry at a time", {
  skip: process.platform !== "linux" && "needs Linux",
}, async (t) => {
  const folder = await scratchFolder(t);
  const first = await startRegistry({ folder, port: 0 });
  await assert.rejects(startRegistry({ folder, port: 0 }), /another registry has/);
  await first.close();
  await (await startRegistry({ folder, port: 0 })).close();
});

test("a killed registry leaves whole blobs alone, and starts again with them", async (t) => {
  const folder = await scratchFolder(t);
  const first = await run(t, folder);
  const [kept, broken] = ["kept", "x".repeat(500_000)];
  const url = `http://${first.address}/v2/a/blobs`;
  await fetch(`${url}/uploads/?digest=${digestOf(Buffer.from(kept)).text}`, { method: "POST", body: kept });
  const upload = await fetch(`${url}/uploads/`, { method: "POST" });
  const location = upload.headers.get("location") ?? "";
  await fetch(`http://${first.address}${location}`, { method: "PATCH", body: broken });
  first.program.kill("SIGKILL");
  await once(first.program, "exit");
  assert.equal((await readdir(join(folder, "uploads"))).length, 1);
  assert.equal((await readdir(join(folder, "blobs/sha256"))).length, 1);

  const second = await run(t, folder);
  assert.equal((await readdir(join(folder, "uploads"))).length, 0);
  const response = await fetch(`http://${second.address}/v2/a/blobs/${digestOf(Buffer.from(kept)).text}`);
  assert.equal(await response.text(), kept);
});

test("SIGTERM ends it with status 0", async (t) => {
  const { program } = await run(t, await scratchFolder(t));
  program.kill("SIGTERM");
  assert.deepEqual(await once(program, "exit"), [0, null]);
});
