import assert from "node:assert/strict";
import { test } from "node:test";
import {
  expectError,
  expectStatus,
  imageOf,
  OCI_INDEX,
  OCI_MANIFEST,
  type TestRegistry,
  testRegistry,
} from "./client.testing.ts";
import { digestOf } from "./digest.ts";
import { registryLimits } from "./limits.ts";

const DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
const DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
const ABSENT = digestOf(Buffer.from("nobody has this")).text;

/** Pushes the blobs of an image and resolves to its manifest. */
async function prepareImage(registry: TestRegistry, name: string): Promise<object> {
  return imageOf(await registry.pushBlob(name, "{}"), await registry.pushBlob(name, "layer"), 5);
}

function put(
  registry: TestRegistry,
  path: string,
  body: string | Buffer,
  type = OCI_MANIFEST,
): Promise<Response> {
  return registry.ask("PUT", `/v2/${path}`, {
    body: new Uint8Array(Buffer.from(body)),
    headers: { "Content-Type": type },
  });
}

test("a manifest comes back by tag and by digest, byte for byte and under its media type", async (t) => {
  const registry = await testRegistry(t);
  const image = await prepareImage(registry, "a/b");
  const text = ` ${JSON.stringify(image, undefined, 3)}\n`;
  const digest = digestOf(Buffer.from(text)).text;
  const answer = await expectStatus(put(registry, "a/b/manifests/1.0", text), 201);
  assert.equal(answer.headers.get("docker-content-digest"), digest);
  assert.equal(answer.headers.get("location"), `/v2/a/b/manifests/${digest}`);
  assert.equal(answer.headers.get("oci-subject"), null);
  for (const reference of ["1.0", digest]) {
    for (const method of ["HEAD", "GET"]) {
      const response = await expectStatus(registry.ask(method, `/v2/a/b/manifests/${reference}`), 200);
      assert.equal(response.headers.get("content-type"), OCI_MANIFEST);
      assert.equal(response.headers.get("docker-content-digest"), digest);
      assert.equal(response.headers.get("content-length"), String(text.length));
      assert.equal(await response.text(), method === "GET" ? text : "");
    }
  }
});

test("indexes and the types of Docker's schema 2 are manifests too", async (t) => {
  const registry = await testRegistry(t);
  const image = await prepareImage(registry, "a");
  for (const [imageType, indexType] of [
    [OCI_MANIFEST, OCI_INDEX],
    [DOCKER_MANIFEST, DOCKER_LIST],
  ] as const) {
    const digest = await registry.pushManifest("a", "image", { ...image, mediaType: imageType }, imageType);
    const manifests = [
      { mediaType: imageType, digest, size: 1, platform: { os: "linux", architecture: "amd64" } },
    ];
    await registry.pushManifest(
      "a",
      "index",
      { schemaVersion: 2, mediaType: indexType, manifests },
      indexType,
    );
    const response = await expectStatus(registry.ask("HEAD", "/v2/a/manifests/index"), 200);
    assert.equal(response.headers.get("content-type"), indexType);
  }
});

test("a tag moves to the manifest that was pushed last, and the one before stays by its digest", async (t) => {
  const registry = await testRegistry(t);
  const first = await registry.pushImage("a", "latest", "one");
  const second = await registry.pushImage("a", "latest", "two");
  const response = await expectStatus(registry.ask("HEAD", "/v2/a/manifests/latest"), 200);
  assert.equal(response.headers.get("docker-content-digest"), second);
  await expectStatus(registry.ask("HEAD", `/v2/a/manifests/${first}`), 200);
});

test("deleting a tag leaves the manifest, deleting the manifest takes its tags", async (t) => {
  const registry = await testRegistry(t);
  const digest = await registry.pushImage("a", "one");
  await registry.pushImage("a", "two");
  await expectStatus(registry.ask("DELETE", "/v2/a/manifests/one"), 202);
  await expectError(registry.ask("DELETE", "/v2/a/manifests/one"), 404, "MANIFEST_UNKNOWN");
  await expectStatus(registry.ask("HEAD", "/v2/a/manifests/two"), 200);
  await expectStatus(registry.ask("DELETE", `/v2/a/manifests/${digest}`), 202);
  await expectError(registry.ask("GET", "/v2/a/manifests/two"), 404, "MANIFEST_UNKNOWN");
  await expectError(registry.ask("DELETE", `/v2/a/manifests/${digest}`), 404, "MANIFEST_UNKNOWN");
  await registry.pushImage("a", "two");
  await expectStatus(registry.ask("HEAD", "/v2/a/manifests/two"), 200);
});

test("a manifest is not there in another repository, or under a name that is no tag", async (t) => {
  const registry = await testRegistry(t);
  const digest = await registry.pushImage("a", "one");
  await registry.pushImage("b", "two", "other");
  await expectError(registry.ask("GET", "/v2/c/manifests/one"), 404, "NAME_UNKNOWN");
  await expectError(registry.ask("GET", `/v2/b/manifests/${digest}`), 404, "MANIFEST_UNKNOWN");
  await expectError(registry.ask("GET", "/v2/a/manifests/.one"), 404, "MANIFEST_UNKNOWN");
});

test("a manifest that leads to what is not there is refused, its subject and foreign layers excepted", async (t) => {
  const registry = await testRegistry(t);
  const image = await prepareImage(registry, "a");
  const layer = { mediaType: "application/vnd.oci.image.layer.v1.tar", digest: ABSENT, size: 1 };
  const incomplete = JSON.stringify({ ...image, layers: [layer] });
  await expectError(put(registry, "a/manifests/1", incomplete), 400, "MANIFEST_BLOB_UNKNOWN");
  const index = JSON.stringify({
    schemaVersion: 2,
    manifests: [{ mediaType: OCI_MANIFEST, digest: ABSENT, size: 1 }],
  });
  await expectError(put(registry, "a/manifests/1", index, OCI_INDEX), 400, "MANIFEST_BLOB_UNKNOWN");
  await expectError(registry.ask("GET", "/v2/a/manifests/1"), 404, "NAME_UNKNOWN");

  const foreign = { ...layer, urls: ["https://layers.example/one"] };
  const subject = { mediaType: OCI_MANIFEST, digest: ABSENT, size: 1 };
  await registry.pushManifest("a", "1", { ...image, layers: [foreign], subject });
});

test("what is no manifest is refused with the reason", async (t) => {
  const registry = await testRegistry(t);
  const image = await prepareImage(registry, "a");
  const rows: readonly (readonly [name: string, body: string | Buffer, type?: string])[] = [
    ["nothing", ""],
    ["not JSON", "{"],
    ["no object", "[]"],
    ["not UTF-8", Buffer.from([0x7b, 0xff, 0x7d])],
    ["schema 1", JSON.stringify({ ...image, schemaVersion: 1 })],
    ["another type inside", JSON.stringify(image), DOCKER_MANIFEST],
    ["an unknown type", JSON.stringify(image), "application/json"],
    ["no type", JSON.stringify(image), ""],
    ["no configuration", JSON.stringify({ ...image, config: undefined })],
    ["layers that are none", JSON.stringify({ ...image, layers: [1] })],
    ["a layer's digest that is none", JSON.stringify({ ...image, layers: [{ digest: "../../x", size: 1 }] })],
    ["a subject that is none", JSON.stringify({ ...image, subject: "x" })],
    ["a subject's digest that is none", JSON.stringify({ ...image, subject: { digest: "x", size: 1 } })],
    ["deep nesting", "[".repeat(1_000_000)],
  ];
  for (const [name, body, type] of rows) {
    const response = await put(registry, "a/manifests/1", body, type);
    assert.equal(response.status, 400, name);
    assert.match(await response.text(), /"MANIFEST_INVALID"/, name);
  }
});

test("a manifest pushed to a digest must have it, and gets no tag", async (t) => {
  const registry = await testRegistry(t);
  const text = JSON.stringify(await prepareImage(registry, "a"));
  await expectError(put(registry, `a/manifests/${ABSENT}`, text), 400, "DIGEST_INVALID");
  await expectError(put(registry, "a/manifests/sha256:12", text), 400, "DIGEST_INVALID");
  await expectError(put(registry, "a/manifests/-x", text), 400, "TAG_INVALID");
  for (const algorithm of ["sha256", "sha512"] as const) {
    const digest = digestOf(Buffer.from(text), algorithm).text;
    await expectStatus(put(registry, `a/manifests/${digest}`, text), 201);
    await expectStatus(registry.ask("HEAD", `/v2/a/manifests/${digest}`), 200);
  }
  const tags = await expectStatus(registry.ask("GET", "/v2/a/tags/list"), 200);
  assert.deepEqual(await tags.json(), { name: "a", tags: [] });
});

test("a manifest of up to 4 MiB is taken, and a larger one refused", async (t) => {
  const registry = await testRegistry(t);
  const text = JSON.stringify(await prepareImage(registry, "a"));
  const most = text.padEnd(registryLimits.manifestBytes);
  await expectStatus(put(registry, "a/manifests/1", most), 201);
  await expectError(put(registry, "a/manifests/1", `${most} `), 413, "MANIFEST_INVALID");
  await expectError(put(registry, "a/manifests/1", most.repeat(8)), 413, "MANIFEST_INVALID");
});

test("many manifests pushed at once are all there, also after a restart", async (t) => {
  const registry = await testRegistry(t);
  const tags = Array.from({ length: 20 }, (_, index) => `tag-${String(index).padStart(2, "0")}`);
  const digests = await Promise.all(
    tags.map((tag, index) => registry.pushImage("a", tag, `content ${index % 5}`)),
  );
  assert.equal(new Set(digests).size, 5);
  for (const _ of [1, 2]) {
    const response = await expectStatus(registry.ask("GET", "/v2/a/tags/list"), 200);
    assert.deepEqual(await response.json(), { name: "a", tags });
    await registry.restart();
  }
});
