import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { dockerEnvironment, labPaths } from "../folder.ts";
import { run } from "../process.ts";
import { testRegistry } from "./client.testing.ts";

const paths = labPaths();
const skip = existsSync(paths.dockerSocket) ? false : "needs the lab's Docker engine: npm run lab up docker";

/** A registry, and the engine's command line with an image of one random file, under a name in that registry. */
async function prepare(test: TestContext) {
  const registry = await testRegistry(test);
  const folder = await mkdtemp(join(tmpdir(), "docker-"));
  const docker = (...words: readonly string[]) =>
    run("docker", words, { folder, environment: dockerEnvironment(paths) });
  const content = randomUUID();
  const name = `${registry.address}/team/app:1`;
  await writeFile(join(folder, "file"), content);
  await writeFile(join(folder, "Dockerfile"), 'FROM scratch\nCOPY file /\nCMD ["/file"]\n');
  await docker("build", "--quiet", "--tag", name, ".");
  test.after(async () => {
    await docker("rmi", "--force", name).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  });
  return { registry, folder, docker, name, content };
}

test("the Docker engine pushes an image and pulls the same one", { skip }, async (t) => {
  const { registry, folder, docker, name, content } = await prepare(t);
  const id = await docker("image", "inspect", "--format", "{{.Id}}", name);
  await docker("push", "--quiet", name);
  await docker("rmi", name);
  await assert.rejects(docker("image", "inspect", name));
  await docker("pull", "--quiet", name);
  assert.equal(await docker("image", "inspect", "--format", "{{.Id}}", name), id);

  const response = await registry.ask("HEAD", "/v2/team/app/manifests/1");
  const digest = response.headers.get("docker-content-digest");
  const known = await docker("image", "inspect", "--format", "{{json .RepoDigests}}", name);
  assert.deepEqual(JSON.parse(known), [`${registry.address}/team/app@${digest}`]);

  const container = await docker("create", name);
  await docker("cp", `${container}:/file`, "copy");
  await docker("rm", container);
  assert.equal(await run("cat", ["copy"], { folder }), content);
});

test("the Docker engine pushes the same image twice, and builds on it", { skip }, async (t) => {
  const { registry, folder, docker, name } = await prepare(t);
  await docker("push", "--quiet", name);
  await docker("push", "--quiet", name);
  await docker("rmi", name);
  await writeFile(join(folder, "Dockerfile"), `FROM ${name}\nCOPY file /second\n`);
  const next = `${registry.address}/team/app:2`;
  t.after(() => docker("rmi", "--force", next).catch(() => undefined));
  await docker("build", "--quiet", "--pull", "--tag", next, ".");
  await docker("push", "--quiet", next);
  const tags = await registry.ask("GET", "/v2/team/app/tags/list");
  assert.deepEqual(await tags.json(), { name: "team/app", tags: ["1", "2"] });
});

test("the Docker engine's own words for what is not there are those of a registry", { skip }, async (t) => {
  const { registry, docker } = await prepare(t);
  await assert.rejects(docker("pull", `${registry.address}/team/app:none`), /not found/);
  await assert.rejects(docker("pull", `${registry.address}/none:1`), /not found/);
});
