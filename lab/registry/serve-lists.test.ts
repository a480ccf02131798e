import assert from "node:assert/strict";
import { test } from "node:test";
import {
  expectError,
  expectStatus,
  OCI_INDEX,
  OCI_MANIFEST,
  type TestRegistry,
  testRegistry,
} from "./client.testing.ts";
import { digestOf } from "./digest.ts";

/** Asks for a list and follows its links; resolves to the pages. */
async function readPages(registry: TestRegistry, path: string, key: string): Promise<readonly unknown[]> {
  const pages: unknown[] = [];
  for (let next: string | undefined = path; next !== undefined && pages.length < 20; ) {
    const response: Response = await expectStatus(registry.ask("GET", next), 200);
    pages.push(Object(await response.json())[key]);
    next = /^<([^>]+)>; rel="next"$/.exec(response.headers.get("link") ?? "")?.[1];
  }
  return pages;
}

async function pushTags(registry: TestRegistry, tags: readonly string[]): Promise<void> {
  for (const tag of tags) await registry.pushImage("a", tag);
}

test("tags come in the order of their characters, in pages of the asked size", async (t) => {
  const registry = await testRegistry(t);
  await pushTags(registry, ["b", "a", "B", "1.10", "1.9"]);
  const read = (query: string) => readPages(registry, `/v2/a/tags/list${query}`, "tags");
  assert.deepEqual(await read(""), [["1.10", "1.9", "B", "a", "b"]]);
  assert.deepEqual(await read("?n=2"), [["1.10", "1.9"], ["B", "a"], ["b"]]);
  assert.deepEqual(await read("?n=5"), [["1.10", "1.9", "B", "a", "b"]]);
  assert.deepEqual(await read("?last=B"), [["a", "b"]]);
  assert.deepEqual(await read("?last=A&n=1"), [["B"], ["a"], ["b"]]);
  assert.deepEqual(await read("?last=zzz"), [[]]);
  assert.deepEqual(await read("?n=0"), [[]]);
  for (const n of ["-1", "x", "1.5", ""])
    await expectError(registry.ask("GET", `/v2/a/tags/list?n=${n}`), 400, "PAGINATION_NUMBER_INVALID");
});

test("the tags of an unknown repository are refused", async (t) => {
  const registry = await testRegistry(t);
  await registry.pushBlob("a", "no manifest leads here");
  await expectError(registry.ask("GET", "/v2/a/tags/list"), 404, "NAME_UNKNOWN");
  await expectError(registry.ask("GET", "/v2/b/tags/list"), 404, "NAME_UNKNOWN");
});

test("the catalog names repositories of all domains, also those inside another's path", async (t) => {
  const registry = await testRegistry(t);
  assert.deepEqual(await readPages(registry, "/v2/_catalog", "repositories"), [[]]);
  for (const name of ["library/a", "library/a/b", "gcr.io/x", "blobs", "uploads/blobs"])
    await registry.pushImage(name, "1");
  const pages = await readPages(registry, "/v2/_catalog?n=3", "repositories");
  assert.deepEqual(pages, [
    ["blobs", "gcr.io/x", "library/a"],
    ["library/a/b", "uploads/blobs"],
  ]);
});

test("a mirror's client reaches a repository by prefix and by the ns parameter", async (t) => {
  const registry = await testRegistry(t);
  const digest = await registry.pushImage("gcr.io/distroless/static", "latest");
  const paths = ["gcr.io/distroless/static/manifests/latest", "distroless/static/manifests/latest?ns=gcr.io"];
  for (const path of [...paths, "gcr.io/distroless/static/manifests/latest?ns=gcr.io"]) {
    const response = await expectStatus(registry.ask("HEAD", `/v2/${path}`), 200);
    assert.equal(response.headers.get("docker-content-digest"), digest);
  }
  await registry.pushImage("library/python", "3");
  await expectStatus(registry.ask("HEAD", "/v2/library/python/manifests/3?ns=docker.io"), 200);
  for (const path of ["distroless/static/manifests/latest", "library/python/manifests/3?ns=gcr.io"])
    await expectError(registry.ask("GET", `/v2/${path}`), 404, "NAME_UNKNOWN");
});

test("referrers are the manifests with that subject, described and filtered by type", async (t) => {
  const registry = await testRegistry(t);
  const subject = { mediaType: OCI_MANIFEST, digest: await registry.pushImage("a", "1"), size: 1 };
  const config = {
    mediaType: "application/vnd.test.config",
    digest: await registry.pushBlob("a", "{}"),
    size: 2,
  };
  const annotations = { "org.test": "yes" };
  const common = { schemaVersion: 2, config, layers: [], subject };
  const typed = await registry.pushManifest("a", "typed", {
    ...common,
    artifactType: "test/one",
    annotations,
  });
  const plain = await registry.pushManifest("a", "plain", { ...common, mediaType: OCI_MANIFEST });
  const index = { schemaVersion: 2, manifests: [], subject, artifactType: "test/one" };
  const indexed = await registry.pushManifest("a", "index", index, OCI_INDEX);

  const read = async (query: string) => {
    const response = await expectStatus(
      registry.ask("GET", `/v2/a/referrers/${subject.digest}${query}`),
      200,
    );
    assert.equal(response.headers.get("content-type"), OCI_INDEX);
    const filters = response.headers.get("oci-filters-applied");
    assert.equal(filters, query.includes("artifactType") ? "artifactType" : null);
    const { manifests } = Object(await response.json());
    assert.ok(Array.isArray(manifests));
    return new Map(manifests.map((manifest) => [String(manifest.digest), manifest]));
  };
  for (const _ of ["as pushed", "as read from disk"]) {
    const all = await read("");
    assert.deepEqual([...all.keys()], [typed, plain, indexed].sort());
    assert.equal(all.get(typed)?.artifactType, "test/one");
    assert.deepEqual(all.get(typed)?.annotations, annotations);
    assert.equal(all.get(plain)?.artifactType, config.mediaType);
    assert.equal(all.get(indexed)?.mediaType, OCI_INDEX);
    assert.deepEqual([...(await read("?artifactType=test%2Fone")).keys()], [typed, indexed].sort());
    assert.deepEqual([...(await read("?artifactType=test%2Fnone")).keys()], []);
    await registry.restart();
  }
  await expectStatus(registry.ask("DELETE", `/v2/a/manifests/${typed}`), 202);
  assert.deepEqual([...(await read("")).keys()], [plain, indexed].sort());
});

test("a push of a referrer names its subject, and what nobody refers to has an empty list", async (t) => {
  const registry = await testRegistry(t);
  const digest = digestOf(Buffer.from("nobody has this")).text;
  const empty = await expectStatus(registry.ask("GET", `/v2/none/referrers/${digest}`), 200);
  assert.deepEqual(await empty.json(), { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] });
  const body = JSON.stringify({ schemaVersion: 2, manifests: [], subject: { digest, size: 1 } });
  const answer = registry.ask("PUT", "/v2/a/manifests/1", { body, headers: { "Content-Type": OCI_INDEX } });
  assert.equal((await expectStatus(answer, 201)).headers.get("oci-subject"), digest);
  await expectError(registry.ask("GET", "/v2/a/referrers/latest"), 400, "DIGEST_INVALID");
});
