import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { CRANE, goFolder } from "../engine/go-programs.ts";
import { labPaths } from "../folder.ts";
import { run } from "../process.ts";
import { expectError, type TestRegistry, testRegistry } from "./client.testing.ts";
import { repositoryLayout } from "./layout.ts";

const PROGRAM = join(goFolder(labPaths(), CRANE), "crane");
const skip = existsSync(PROGRAM) ? false : "needs crane: npm run lab up crane";

/** A registry, a folder, and crane with an image of one layer under `a/b:1` in that registry. */
async function prepare(test: TestContext) {
  const registry = await testRegistry(test);
  const folder = await mkdtemp(join(tmpdir(), "crane-"));
  test.after(() => rm(folder, { recursive: true, force: true }));
  // No settings of the user's: they may hold mirrors and passwords.
  const environment = { ...process.env, DOCKER_CONFIG: folder };
  const crane = (...words: readonly string[]) => run(PROGRAM, words, { folder, environment });
  const at = (name: string) => `${registry.address}/${name}`;
  await pushImage(crane, folder, at("a/b:1"), "some file");
  return { registry, folder, crane, at };
}

type Crane = (...words: readonly string[]) => Promise<string>;

/** Makes an image of one file with crane alone, and pushes it. */
async function pushImage(crane: Crane, folder: string, name: string, content: string): Promise<void> {
  await writeFile(join(folder, "file"), content);
  await run("tar", ["-cf", "layer.tar", "file"], { folder });
  await crane("append", "--oci-empty-base", "-f", "layer.tar", "-t", name);
}

function lines(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}

async function contentOf(crane: Crane, folder: string, name: string): Promise<string> {
  await crane("export", name, "image.tar");
  return run("tar", ["-xOf", "image.tar", "file"], { folder });
}

test("crane pushes an image, finds it valid, and reads its file", { skip }, async (t) => {
  const { crane, folder, at } = await prepare(t);
  await crane("validate", "--remote", at("a/b:1"));
  assert.equal(await contentOf(crane, folder, at("a/b:1")), "some file");
  const config: unknown = JSON.parse(await crane("config", at("a/b:1")));
  assert.equal(Object(config).rootfs.diff_ids.length, 1);
});

test("crane pulls and pushes again in each of its formats, and the digest stays", { skip }, async (t) => {
  const { crane, at } = await prepare(t);
  const digest = await crane("digest", at("a/b:1"));
  await crane("pull", "--format", "oci", at("a/b:1"), "layout");
  await crane("push", "layout", at("c/layout:1"));
  assert.equal(await crane("digest", at("c/layout:1")), digest);
  await crane("pull", at(`a/b@${digest}`), "archive.tar");
  await crane("push", "archive.tar", at("c/archive:1"));
  await crane("validate", "--remote", at("c/archive:1"));
});

test("crane copies between repositories and domains without pushing a blob again", { skip }, async (t) => {
  const { registry, crane, at } = await prepare(t);
  const count = async () => (await readdir(join(registry.folder, "blobs/sha256"))).length;
  const before = await count();
  await crane("copy", at("a/b:1"), at("gcr.io/c/d:2"));
  assert.equal(await count(), before);
  assert.equal(await crane("digest", at("gcr.io/c/d:2")), await crane("digest", at("a/b:1")));
});

test("crane makes an index with platforms and chooses from it", { skip }, async (t) => {
  const { crane, folder, at } = await prepare(t);
  const platforms = ["linux/amd64", "linux/arm64"];
  for (const platform of platforms) {
    const name = at(`multi:${platform.replace("/", "-")}`);
    await pushImage(crane, folder, name, platform);
    await crane("mutate", name, "--set-platform", platform, "-t", name);
  }
  const images = platforms.flatMap((platform) => ["-m", at(`multi:${platform.replace("/", "-")}`)]);
  await crane("index", "append", "-t", at("multi:all"), ...images);
  await crane("copy", at("multi:all"), at("copied/multi:all"));
  for (const platform of platforms) {
    const single = await crane("digest", at(`multi:${platform.replace("/", "-")}`));
    assert.equal(await crane("digest", "--platform", platform, at("copied/multi:all")), single);
    await crane("export", "--platform", platform, at("copied/multi:all"), "image.tar");
    assert.equal(await run("tar", ["-xOf", "image.tar", "file"], { folder }), platform);
  }
});

test("crane tags, lists and deletes", { skip }, async (t) => {
  const { registry, crane, folder, at } = await prepare(t);
  for (const tag of ["2", "latest", "v10"]) await crane("tag", at("a/b:1"), tag);
  await pushImage(crane, folder, at("gcr.io/c:1"), "other");
  assert.deepEqual(lines(await crane("ls", at("a/b"))), ["1", "2", "latest", "v10"]);
  assert.deepEqual(lines(await crane("catalog", registry.address)), ["a/b", "gcr.io/c"]);
  const digest = await crane("digest", at("a/b:1"));
  await crane("delete", at("a/b:v10"));
  assert.deepEqual(lines(await crane("ls", at("a/b"))), ["1", "2", "latest"]);
  await crane("delete", at(`a/b@${digest}`));
  assert.deepEqual(lines(await crane("ls", at("a/b"))), []);
  await assert.rejects(crane("manifest", at("a/b:1")), /MANIFEST_UNKNOWN/);
  await assert.rejects(crane("manifest", at("none:1")), /NAME_UNKNOWN/);
});

test("crane reads a repository's folder as an OCI layout", { skip }, async (t) => {
  const { registry, crane, at } = await prepare(t);
  await crane("push", repositoryLayout(registry.folder, "a/b"), at("from/layout:1"));
  assert.equal(await crane("digest", at("from/layout:1")), await crane("digest", at("a/b:1")));
});

test("crane keeps the subject of a manifest, so that its copy is a referrer too", { skip }, async (t) => {
  const { registry, crane, at } = await prepare(t);
  const digest = await crane("digest", at("a/b:1"));
  const referrer = await pushReferrer(registry, "a/b", digest);
  await crane("copy", at(`a/b@${referrer}`), at("c/d:referrer"));
  const response = await registry.ask("GET", `/v2/c/d/referrers/${digest}`);
  const { manifests } = Object(await response.json());
  assert.equal(manifests[0].digest, referrer);
  assert.equal(manifests[0].artifactType, "test/note");
  await expectError(registry.ask("GET", `/v2/c/d/manifests/${digest}`), 404, "MANIFEST_UNKNOWN");
});

async function pushReferrer(registry: TestRegistry, name: string, subject: string): Promise<string> {
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const empty = {
    mediaType: "application/vnd.oci.empty.v1+json",
    digest: await registry.pushBlob(name, "{}"),
    size: 2,
  };
  const manifest = {
    ...{ schemaVersion: 2, mediaType, artifactType: "test/note", config: empty, layers: [empty] },
    subject: { mediaType, digest: subject, size: 1 },
  };
  return registry.pushManifest(name, "note", manifest);
}
