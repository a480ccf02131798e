import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { run } from "../process.ts";
import { expectError, expectStatus, imageOf, testRegistry } from "./client.testing.ts";
import { digestOf } from "./digest.ts";

const skip = process.getuid?.() === 0 && process.platform === "linux" ? false : "needs Linux and root";
const DISK = 8 * 1024 * 1024;

test("a full disk refuses what does not fit, keeps what is there, and frees what it took", {
  skip,
}, async (t) => {
  const place = await mkdtemp(join(tmpdir(), "full-disk-"));
  await run("mount", ["-t", "tmpfs", "-o", `size=${DISK}`, "none", place]);
  t.after(async () => {
    await run("umount", [place]);
    await rm(place, { recursive: true });
  });
  const folder = join(place, "registry");
  const registry = await testRegistry(t, folder);
  await registry.pushImage("a", "kept");

  const body = Buffer.alloc(DISK + 1, "x");
  const digest = digestOf(body).text;
  const whole = registry.ask("POST", `/v2/a/blobs/uploads/?digest=${digest}`, { body });
  await expectError(whole, 507, "UNKNOWN");
  const upload = await expectStatus(registry.ask("POST", "/v2/a/blobs/uploads/"), 202);
  const location = upload.headers.get("location") ?? "";
  await expectError(registry.ask("PATCH", location, { body }), 507, "UNKNOWN");
  await expectStatus(registry.ask("DELETE", location), 204);
  assert.deepEqual(await readdir(join(folder, "uploads")), []);

  const filling = await registry.pushBlob("a", body.subarray(0, DISK - 1024 * 1024));
  const config = await registry.pushBlob("a", "{}");
  const manifest = JSON.stringify(imageOf(config, filling, 1)).padEnd(2 * 1024 * 1024);
  const headers = { "Content-Type": "application/vnd.oci.image.manifest.v1+json" };
  await expectError(registry.ask("PUT", "/v2/a/manifests/full", { body: manifest, headers }), 507, "UNKNOWN");
  assert.deepEqual(await readdir(join(folder, "uploads")), []);
  const tags = async () => (await registry.ask("GET", "/v2/a/tags/list")).json();
  assert.deepEqual(await tags(), { name: "a", tags: ["kept"] });
  await registry.restart();
  assert.deepEqual(await tags(), { name: "a", tags: ["kept"] });
  await expectStatus(registry.ask("DELETE", `/v2/a/blobs/${filling}`), 202);
  await expectStatus(registry.ask("PUT", "/v2/a/manifests/full", { body: manifest, headers }), 400);
  await registry.pushImage("a", "after");
});
