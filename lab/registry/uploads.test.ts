import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { expectError, expectStatus, type TestRegistry, testRegistry } from "./client.testing.ts";
import { digestOf } from "./digest.ts";
import { registryLimits } from "./limits.ts";

/** Starts an upload and resolves to its address. */
async function start(registry: TestRegistry, name = "a/b"): Promise<string> {
  const response = await expectStatus(registry.ask("POST", `/v2/${name}/blobs/uploads/`), 202);
  assert.equal(response.headers.get("range"), "0-0");
  return response.headers.get("location") ?? "";
}

/** Checks how far an upload is. */
async function checkSize(registry: TestRegistry, location: string, size: number): Promise<void> {
  const response = await expectStatus(registry.ask("GET", location), 204);
  assert.equal(response.headers.get("range"), `0-${Math.max(size - 1, 0)}`);
}

function chunk(
  bytes: Buffer,
  first: number,
): { readonly body: Uint8Array<ArrayBuffer>; readonly headers: Record<string, string> } {
  const range = `${first}-${first + bytes.length - 1}`;
  return { body: new Uint8Array(bytes), headers: { "Content-Range": range } };
}

/** Announces more bytes than it sends, and hangs up. */
function breakOff(registry: TestRegistry, method: string, path: string, bytes: Buffer): Promise<void> {
  const [host, port] = registry.address.split(":");
  return new Promise((resolve) => {
    const headers = { "Content-Length": bytes.length + 1 };
    const sent = request({ host, port, method, path, headers });
    sent.once("error", () => undefined).once("close", resolve);
    sent.write(bytes, () => sent.destroy());
  });
}

test("a blob comes in one POST, in one PUT, and in chunks", async (t) => {
  const registry = await testRegistry(t);
  const bytes = Buffer.from("some bytes");
  const digest = digestOf(bytes).text;
  await registry.pushBlob("one", bytes);

  const whole = await start(registry, "two");
  const body = new Uint8Array(bytes);
  const put = await expectStatus(registry.ask("PUT", `${whole}?digest=${digest}`, { body }), 201);
  assert.equal(put.headers.get("location"), `/v2/two/blobs/${digest}`);
  assert.equal(put.headers.get("docker-content-digest"), digest);

  const chunked = await start(registry, "three");
  await expectStatus(registry.ask("PATCH", chunked, chunk(bytes.subarray(0, 4), 0)), 202);
  await checkSize(registry, chunked, 4);
  await expectStatus(registry.ask("PATCH", chunked, { body: new Uint8Array(bytes.subarray(4, 6)) }), 202);
  const last = { ...chunk(bytes.subarray(6), 6) };
  await expectStatus(registry.ask("PUT", `${chunked}?digest=${digest}`, last), 201);
  await expectError(registry.ask("GET", chunked), 404, "BLOB_UPLOAD_UNKNOWN");

  for (const name of ["one", "two", "three"]) {
    const response = await expectStatus(registry.ask("GET", `/v2/${name}/blobs/${digest}`), 200);
    assert.equal(await response.text(), "some bytes");
  }
});

test("chunks in any sizes, refused and broken ones among them, make the blob", async (t) => {
  const registry = await testRegistry(t);
  const part = fc.record({
    bytes: fc.uint8Array({ minLength: 1, maxLength: 200_000, size: "max" }),
    trouble: fc.constantFrom("none", "none", "early", "late", "short", "broken"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
      const location = await start(registry);
      let size = 0;
      for (const { bytes: values, trouble } of parts) {
        const bytes = Buffer.from(values);
        if (trouble === "early" && size > 0)
          await expectStatus(registry.ask("PATCH", location, chunk(bytes, size - 1)), 416);
        if (trouble === "late") {
          const response = await expectStatus(registry.ask("PATCH", location, chunk(bytes, size + 1)), 416);
          assert.equal(response.headers.get("range"), `0-${Math.max(size - 1, 0)}`);
          assert.equal(response.headers.get("location"), location);
        }
        if (trouble === "short") {
          const headers = { "Content-Range": `${size}-${size + bytes.length}` };
          await expectStatus(registry.ask("PATCH", location, { body: new Uint8Array(bytes), headers }), 400);
        }
        if (trouble === "broken") await breakOff(registry, "PATCH", location, bytes);
        await checkSize(registry, location, size);
        await expectStatus(registry.ask("PATCH", location, chunk(bytes, size)), 202);
        size += bytes.length;
      }
      const all = Buffer.concat(parts.map(({ bytes }) => bytes));
      const digest = digestOf(all).text;
      await expectStatus(registry.ask("PUT", `${location}?digest=${digest}`), 201);
      const kept = await registry.ask("GET", `/v2/a/b/blobs/${digest}`);
      assert.ok(all.equals(Buffer.from(await kept.arrayBuffer())));
    }),
    { numRuns: 30 },
  );
});

test("a blob with another digest than announced is refused and leaves nothing", async (t) => {
  const registry = await testRegistry(t);
  const wrong = digestOf(Buffer.from("something else")).text;
  const body = "some bytes";
  await expectError(
    registry.ask("POST", `/v2/a/blobs/uploads/?digest=${wrong}`, { body }),
    400,
    "DIGEST_INVALID",
  );
  const location = await start(registry);
  await expectError(registry.ask("PUT", `${location}?digest=${wrong}`, { body }), 400, "DIGEST_INVALID");
  await expectError(registry.ask("GET", location), 404, "BLOB_UPLOAD_UNKNOWN");
  await expectError(registry.ask("GET", `/v2/a/b/blobs/${wrong}`), 404, "BLOB_UNKNOWN");
  assert.deepEqual(await readdir(join(registry.folder, "uploads")), []);
  assert.deepEqual(await readdir(join(registry.folder, "blobs/sha256")), []);
});

test("a digest of sha512 is taken, one of anything else is not", async (t) => {
  const registry = await testRegistry(t);
  const body = "some bytes";
  const long = digestOf(Buffer.from(body), "sha512").text;
  await expectStatus(registry.ask("POST", `/v2/a/blobs/uploads/?digest=${long}`, { body }), 201);
  assert.equal(await (await registry.ask("GET", `/v2/a/blobs/${long}`)).text(), body);
  const location = await start(registry);
  for (const digest of ["md5:00", "sha256:00", `sha256:${"A".repeat(64)}`, "", "sha256:../../x"]) {
    const query = `?digest=${encodeURIComponent(digest)}`;
    await expectError(registry.ask("PUT", location + query, { body }), 400, "DIGEST_INVALID");
  }
  await expectError(registry.ask("PUT", location, { body }), 400, "DIGEST_INVALID");
  await checkSize(registry, location, 0);
});

test("a blob whose connection breaks is not there, and its upload can be gone on with", async (t) => {
  const registry = await testRegistry(t);
  const bytes = Buffer.alloc(300_000, "x");
  const digest = digestOf(bytes).text;
  const location = await start(registry);
  await breakOff(registry, "PUT", `${location}?digest=${digest}`, bytes);
  await expectError(registry.ask("GET", `/v2/a/b/blobs/${digest}`), 404, "BLOB_UNKNOWN");
  await breakOff(registry, "POST", `/v2/a/b/blobs/uploads/?digest=${digest}`, bytes);
  await expectError(registry.ask("GET", `/v2/a/b/blobs/${digest}`), 404, "BLOB_UNKNOWN");
  const body = new Uint8Array(bytes);
  await expectStatus(registry.ask("PUT", `${location}?digest=${digest}`, { body }), 201);
});

test("an upload that is cancelled, or of another repository, is unknown", async (t) => {
  const registry = await testRegistry(t);
  const location = await start(registry);
  const elsewhere = location.replace("/a/b/", "/c/");
  await expectError(registry.ask("PATCH", elsewhere, { body: "x" }), 404, "BLOB_UPLOAD_UNKNOWN");
  await expectStatus(registry.ask("DELETE", location), 204);
  for (const method of ["GET", "PATCH", "PUT", "DELETE"])
    await expectError(registry.ask(method, location), 404, "BLOB_UPLOAD_UNKNOWN");
  assert.deepEqual(await readdir(join(registry.folder, "uploads")), []);
});

test("a range that is malformed or does not fit the length is refused", async (t) => {
  const registry = await testRegistry(t);
  const location = await start(registry);
  for (const range of ["", "x", "3-1", "-3", "0-", "0--1", "1e3-2000"]) {
    const headers = { "Content-Range": range };
    await expectError(registry.ask("PATCH", location, { body: "abc", headers }), 416, "BLOB_UPLOAD_INVALID");
  }
  const headers = { "Content-Range": "0-9" };
  await expectError(registry.ask("PATCH", location, { body: "abc", headers }), 400, "SIZE_INVALID");
  await checkSize(registry, location, 0);
});

test("the same blob pushed by many at once is one blob", async (t) => {
  const registry = await testRegistry(t);
  const bytes = Buffer.alloc(500_000, "y");
  const names = Array.from({ length: 12 }, (_, index) => `repository-${index % 4}`);
  const digests = await Promise.all(names.map((name) => registry.pushBlob(name, bytes)));
  assert.equal(new Set(digests).size, 1);
  assert.equal((await readdir(join(registry.folder, "blobs/sha256"))).length, 1);
  assert.deepEqual(await readdir(join(registry.folder, "uploads")), []);
});

test("chunks sent to one upload at once are taken one after the other", async (t) => {
  const registry = await testRegistry(t);
  const location = await start(registry);
  const bytes = Buffer.alloc(100_000, "z");
  const answers = await Promise.all([1, 2, 3].map(() => registry.ask("PATCH", location, chunk(bytes, 0))));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [202, 416, 416]);
  await checkSize(registry, location, bytes.length);
});

test("more uploads than the bound are refused until one is over", async (t) => {
  const registry = await testRegistry(t);
  const locations: string[] = [];
  for (let count = 0; count < registryLimits.uploads; count++) locations.push(await start(registry));
  await expectError(registry.ask("POST", "/v2/a/blobs/uploads/"), 429, "TOOMANYREQUESTS");
  await expectStatus(registry.ask("DELETE", locations[0] ?? ""), 204);
  await start(registry);
});
