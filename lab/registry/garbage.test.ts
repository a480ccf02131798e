import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import {
  expectStatus,
  imageOf,
  OCI_INDEX,
  OCI_MANIFEST,
  type TestRegistry,
  testRegistry,
} from "./client.testing.ts";
import { digestOf } from "./digest.ts";

/** The statuses with which manifests and blobs of a repository are found. */
async function found(
  registry: TestRegistry,
  digests: readonly string[],
  kind = "manifests",
): Promise<string> {
  const statuses = digests.map(async (digest) => {
    const response = await registry.ask("HEAD", `/v2/a/${kind}/${digest}`);
    return response.status;
  });
  return (await Promise.all(statuses)).join(" ");
}

function describe(digest: string): object {
  return { mediaType: OCI_MANIFEST, digest, size: 1 };
}

function indexOf(digests: readonly string[]): object {
  return { schemaVersion: 2, mediaType: OCI_INDEX, manifests: digests.map(describe) };
}

test("an image whose tag was pushed anew goes at the next start, with the blobs that are its own", async (t) => {
  const registry = await testRegistry(t);
  const old = await registry.pushImage("a", "latest", "old layer");
  const layer = await registry.pushBlob("a", "old layer");
  const shared = await registry.pushBlob("a", "{}");
  const now = await registry.pushImage("a", "latest", "new layer");
  await registry.restart();
  assert.equal(await found(registry, [old, now]), "200 200");
  await registry.restart(true);
  assert.equal(await found(registry, [old, now]), "404 200");
  assert.equal(await found(registry, [layer, shared], "blobs"), "404 200");
  assert.equal((await readdir(join(registry.folder, "blobs/sha256"))).length, 3);
  await registry.restart(true);
  assert.equal(await found(registry, [now, now]), "200 200");
});

test("the images of an index stay as long as the index does", async (t) => {
  const registry = await testRegistry(t);
  const [kept, gone] = [await registry.pushImage("a", "x", "one"), await registry.pushImage("a", "x", "two")];
  await registry.pushManifest("a", "both", indexOf([kept]), OCI_INDEX);
  const index = await registry.pushManifest("a", "moving", indexOf([kept, gone]), OCI_INDEX);
  await registry.pushImage("a", "x", "three");
  await registry.restart(true);
  assert.equal(await found(registry, [kept, gone, index]), "200 200 200");
  await registry.pushImage("a", "moving", "four");
  await registry.restart(true);
  assert.equal(await found(registry, [kept, gone, index]), "200 404 404");
});

test("an image with a referrer stays, and so does the referrer", async (t) => {
  const registry = await testRegistry(t);
  const old = await registry.pushImage("a", "latest", "old");
  const config = await registry.pushBlob("a", "{}");
  const layer = await registry.pushBlob("a", "said");
  const subject = describe(old);
  const manifest = { ...imageOf(config, layer, 4), subject };
  const { text } = digestOf(Buffer.from(JSON.stringify(manifest)));
  const referrer = await registry.pushManifest("a", text, manifest);
  await registry.pushImage("a", "latest", "new");
  await registry.restart(true);
  assert.equal(await found(registry, [old, referrer]), "200 200");
});

test("an image under another name of the same disk keeps its blobs", async (t) => {
  const registry = await testRegistry(t);
  await registry.pushImage("a", "latest", "layer");
  await registry.pushImage("b", "latest", "layer");
  await registry.pushImage("a", "latest", "other");
  const layer = await registry.pushBlob("b", "layer");
  await registry.restart(true);
  await expectStatus(registry.ask("GET", `/v2/b/blobs/${layer}`), 200);
  await expectStatus(registry.ask("HEAD", `/v2/a/blobs/${layer}`), 404);
});
