import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { BUILDKIT, CRANE, goFolder } from "../engine/go-programs.ts";
import { labPaths } from "../folder.ts";
import { run } from "../process.ts";
import { mirrorLocation } from "./mirror-settings.ts";

const paths = labPaths();
const CRANE_PROGRAM = join(goFolder(paths, CRANE), "crane");
const BUILDCTL = join(goFolder(paths, BUILDKIT), "buildctl");
const isThere = [CRANE_PROGRAM, BUILDCTL, paths.buildkitSocket].every((path) => existsSync(path));
const skip = isThere ? false : "needs the lab's BuildKit, registry and crane: npm run lab up buildkit crane";

/** Pushes an image of one file where a mirror of the domain is asked for it, until the test is over, which takes the folder too. */
async function pushImage(test: TestContext, folder: string, domain: string, path: string): Promise<string> {
  const content = randomUUID();
  const target = `${mirrorLocation(paths.registryAddress, domain)}/${path}`;
  const environment = { ...process.env, DOCKER_CONFIG: folder };
  await writeFile(join(folder, "file"), content);
  await run("tar", ["-cf", "layer.tar", "file"], { folder });
  const words = ["append", "--oci-empty-base", "--platform", "linux/amd64", "-f", "layer.tar", "-t", target];
  await run(CRANE_PROGRAM, words, { folder, environment });
  const platform = ["mutate", target, "--set-platform", "linux/amd64", "-t", target];
  await run(CRANE_PROGRAM, platform, { folder, environment });
  const digest = await run(CRANE_PROGRAM, ["digest", target], { folder, environment });
  const repository = target.slice(0, target.lastIndexOf(":"));
  test.after(async () => {
    await run(CRANE_PROGRAM, ["delete", `${repository}@${digest}`], { folder, environment });
    await rm(folder, { recursive: true, force: true });
  });
  return content;
}

for (const domain of ["docker.io", "gcr.io"]) {
  test(`BuildKit finds an image of ${domain} by the mirror, under its real name`, { skip }, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "mirror-"));
    const path = "plimsoll-test/mirrored:1";
    const content = await pushImage(t, folder, domain, path);
    await writeFile(join(folder, "Dockerfile"), `FROM ${domain}/${path}\n`);
    const local = ["--local", "context=.", "--local", "dockerfile=.", "--output", "type=local,dest=out"];
    const words = [
      "--addr",
      `unix://${paths.buildkitSocket}`,
      "build",
      "--frontend",
      "dockerfile.v0",
      ...local,
    ];
    await run(BUILDCTL, words, { folder });
    assert.equal(await readFile(join(folder, "out/file"), "utf8"), content);
  });
}
