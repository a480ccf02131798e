import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { expectError, expectStatus, imageOf, testRegistry } from "./client.testing.ts";
import { digestOf } from "./digest.ts";

const ABSENT = digestOf(Buffer.from("nobody has this")).text;

const RANGES: readonly (readonly [
  range: string,
  status: number,
  text: string,
  contentRange: string | null,
])[] = [
  ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
  ["bytes=4-", 206, "456789", "bytes 4-9/10"],
  ["bytes=-3", 206, "789", "bytes 7-9/10"],
  ["bytes=-99", 206, "0123456789", "bytes 0-9/10"],
  ["bytes=8-99", 206, "89", "bytes 8-9/10"],
  ["bytes=9-9", 206, "9", "bytes 9-9/10"],
  ["bytes=3-1", 200, "0123456789", null],
  ["bytes=-", 200, "0123456789", null],
  ["bytes=0-1,3-4", 200, "0123456789", null],
  ["lines=1-2", 200, "0123456789", null],
];

test("a blob comes back whole, with its digest and length", async (t) => {
  const registry = await testRegistry(t);
  const digest = await registry.pushBlob("a/b", "0123456789");
  for (const method of ["GET", "HEAD"]) {
    const response = await expectStatus(registry.ask(method, `/v2/a/b/blobs/${digest}`), 200);
    assert.equal(response.headers.get("content-length"), "10");
    assert.equal(response.headers.get("docker-content-digest"), digest);
    assert.equal(response.headers.get("accept-ranges"), "bytes");
    assert.equal(await response.text(), method === "GET" ? "0123456789" : "");
  }
});

test("a range gets its bytes, and what is no single range of bytes the whole", async (t) => {
  const registry = await testRegistry(t);
  const digest = await registry.pushBlob("a", "0123456789");
  for (const [Range, status, text, contentRange] of RANGES) {
    const response = await expectStatus(
      registry.ask("GET", `/v2/a/blobs/${digest}`, { headers: { Range } }),
      status,
    );
    assert.equal(await response.text(), text, Range);
    assert.equal(response.headers.get("content-range"), contentRange, Range);
    assert.equal(response.headers.get("content-length"), String(text.length), Range);
  }
});

test("a range outside of the blob is refused with the blob's size", async (t) => {
  const registry = await testRegistry(t);
  const digest = await registry.pushBlob("a", "0123456789");
  for (const Range of ["bytes=10-", "bytes=10-12", "bytes=-0"]) {
    const response = await expectStatus(
      registry.ask("GET", `/v2/a/blobs/${digest}`, { headers: { Range } }),
      416,
    );
    assert.equal(response.headers.get("content-range"), "bytes */10");
  }
});

test("an empty blob is a blob", async (t) => {
  const registry = await testRegistry(t);
  const digest = await registry.pushBlob("a", "");
  const response = await expectStatus(registry.ask("GET", `/v2/a/blobs/${digest}`), 200);
  assert.equal((await response.arrayBuffer()).byteLength, 0);
});

test("a blob belongs to the repositories that it was pushed to or mounted in", async (t) => {
  const registry = await testRegistry(t);
  const digest = await registry.pushBlob("one", "shared");
  await expectError(registry.ask("GET", `/v2/two/blobs/${digest}`), 404, "BLOB_UNKNOWN");
  const mounted = await expectStatus(
    registry.ask("POST", `/v2/two/blobs/uploads/?mount=${digest}&from=one`),
    201,
  );
  assert.equal(mounted.headers.get("location"), `/v2/two/blobs/${digest}`);
  await expectStatus(registry.ask("DELETE", `/v2/one/blobs/${digest}`), 202);
  await expectError(registry.ask("DELETE", `/v2/one/blobs/${digest}`), 404, "BLOB_UNKNOWN");
  const left = await expectStatus(registry.ask("GET", `/v2/two/blobs/${digest}`), 200);
  assert.equal(await left.text(), "shared");
});

test("a mount of what is not there starts an upload", async (t) => {
  const registry = await testRegistry(t);
  const digest = await registry.pushBlob("one", "shared");
  const queries = [
    `mount=${ABSENT}&from=one`,
    `mount=${digest}&from=three`,
    `mount=${digest}`,
    "mount=x&from=../one",
  ];
  for (const query of queries) {
    const response = await expectStatus(registry.ask("POST", `/v2/two/blobs/uploads/?${query}`), 202);
    assert.match(response.headers.get("location") ?? "", /^\/v2\/two\/blobs\/uploads\/[\w-]+$/);
  }
});

test("a manifest is not deleted as a blob", async (t) => {
  const registry = await testRegistry(t);
  const digest = await registry.pushImage("a", "1");
  await expectError(registry.ask("DELETE", `/v2/a/blobs/${digest}`), 405, "UNSUPPORTED");
  await expectStatus(registry.ask("GET", "/v2/a/manifests/1"), 200);
});

test("a manifest whose blob was deleted is still there, and is refused when it is pushed again", async (t) => {
  const registry = await testRegistry(t);
  await registry.pushImage("a", "1", "content");
  const [config, layer] = [digestOf(Buffer.from("{}")).text, digestOf(Buffer.from("content")).text];
  await expectStatus(registry.ask("DELETE", `/v2/a/blobs/${layer}`), 202);
  await expectStatus(registry.ask("GET", "/v2/a/manifests/1"), 200);
  const body = JSON.stringify(imageOf(config, layer, 7));
  const headers = { "Content-Type": "application/vnd.oci.image.manifest.v1+json" };
  const again = registry.ask("PUT", "/v2/a/manifests/2", { body, headers });
  await expectError(again, 400, "MANIFEST_BLOB_UNKNOWN");
});

test("a blob leaves the disk with the last repository that has it", async (t) => {
  const registry = await testRegistry(t);
  const count = async () => (await readdir(join(registry.folder, "blobs/sha256"))).length;
  const digest = await registry.pushBlob("one", "shared");
  await registry.pushBlob("two", "shared");
  await expectStatus(registry.ask("DELETE", `/v2/one/blobs/${digest}`), 202);
  assert.equal(await count(), 1);
  await expectStatus(registry.ask("DELETE", `/v2/two/blobs/${digest}`), 202);
  assert.equal(await count(), 0);
});

test("pushes, mounts and deletions of one blob at once end in a blob that is whole or not there", async (t) => {
  const registry = await testRegistry(t);
  const content = "y".repeat(100_000);
  const digest = digestOf(Buffer.from(content)).text;
  const names = ["one", "two", "three"];
  const push = (name: string) =>
    registry.ask("POST", `/v2/${name}/blobs/uploads/?digest=${digest}`, { body: content });
  const mount = (name: string) => registry.ask("POST", `/v2/${name}/blobs/uploads/?mount=${digest}&from=one`);
  const drop = (name: string) => registry.ask("DELETE", `/v2/${name}/blobs/${digest}`);
  for (let round = 0; round < 20; round++) {
    const asked = names.flatMap((name) => [push(name), drop(name), mount(name), drop(name)]);
    for (const response of await Promise.all(asked)) {
      assert.ok([201, 202, 404].includes(response.status), `${response.status} ${await response.text()}`);
    }
  }
  for (const name of names) {
    const response = await registry.ask("GET", `/v2/${name}/blobs/${digest}`);
    if (response.status !== 404) assert.equal(await response.text(), content);
    await expectStatus(push(name), 201);
    await expectStatus(registry.ask("HEAD", `/v2/${name}/blobs/${digest}`), 200);
  }
});
