import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { parseDockerfile } from "../../src/dockerfile/index.ts";
import {
  type BuildOutput,
  type Engine,
  type EngineKind,
  findEngines,
  whatIsLacking,
  withContainer,
} from "../../src/engine/index.ts";
import { createNodeHost } from "../../src/host/node/index.ts";
import { resolvedText } from "../../src/reference/index.ts";
import { type EvaluatedStage, evaluateDockerfile } from "../../src/stage/index.ts";
import { EXAMPLE_CASES, type ExampleCase } from "./examples.ts";

const host = createNodeHost();
const root = fileURLToPath(new URL("../../examples/", import.meta.url));
/** The slowest is a server on Java, on a machine that builds something else meanwhile. */
const START_MILLISECONDS = 120_000;
/** One of them, downloads included; what hangs does not keep the others waiting. */
const TEST_MILLISECONDS = 10 * 60_000;
const GRACE_SECONDS = 10;
const USERS = new Map([
  [65532, "nonroot"],
  [1000, "node"],
  [101, "nginx"],
]);
/** How servers end that were asked to: by themselves, or by the signal where they leave that to the system. */
const ENDED_WELL = [0, 143];

/** What a suite over all examples builds with and runs in. */
export interface ExampleEngines {
  readonly builder: EngineKind;
  /** Whose store the image ends up in. */
  readonly runner: "docker" | "podman";
  /** Why an example is left out; undefined where it is not. */
  readonly whyNot?: (example: ExampleCase) => string | undefined;
}

/** Builds both Dockerfiles of every example, starts what came out, asks it, and ends it. */
export async function exampleSuite({ builder, runner, whyNot }: ExampleEngines): Promise<void> {
  const isLab = process.env.PLIMSOLL_LAB !== undefined;
  const found = isLab ? await findEngines(host) : [];
  const find = (kind: EngineKind): Engine | undefined => {
    const ready = found.find((one) => one.kind === "ready" && one.engine.kind === kind);
    return ready?.kind === "ready" ? ready.engine : undefined;
  };
  const [builds, runs] = [find(builder), find(runner)];
  const skip =
    builds === undefined || runs === undefined ? `needs ${builder} and ${runner}: npm run test:lab` : false;
  // Two at a time: one waits for a download or a start while the other computes.
  suite(`examples built with ${builder} ${builds?.version ?? ""}`, { skip, concurrency: 2 }, () => {
    if (builds === undefined || runs === undefined) return;
    for (const example of EXAMPLE_CASES) {
      const options = {
        skip: whyNot?.(example) ?? whatIsMissing(example, builds) ?? false,
        timeout: TEST_MILLISECONDS,
      };
      test(`${example.folder}/${example.dockerfile} builds, answers and ends`, options, (t) =>
        tryExample(t, example, builds, runs),
      );
    }
  });
}

/** Why an example cannot be built here, or with an engine; undefined where it can. */
function whatIsMissing({ folder, dockerfile }: ExampleCase, engine: Engine): string | undefined {
  const text = readFileSync(join(root, folder, dockerfile), "utf8");
  if (/^from\s.*alpine/im.test(text)) return "needs Alpine, which cannot be made here";
  const unmade = evaluateDockerfile(parseDockerfile(dockerfile, text)).stages.find(isUnmade);
  if (unmade !== undefined) return `needs ${unmade.baseName}: npm run lab up bases`;
  const [lacking] = whatIsLacking(engine, parseDockerfile(dockerfile, text));
  return lacking === undefined ? undefined : `${lacking.feature}: ${lacking.reason}`;
}

/** Whether a stage stands on an image that the lab has not made: CI makes only what most suites need. */
function isUnmade({ base }: EvaluatedStage): boolean {
  return (
    base.kind === "image" &&
    spawnSync("docker", ["image", "inspect", resolvedText(base.reference)]).status !== 0
  );
}

async function tryExample(
  t: TestContext,
  example: ExampleCase,
  builder: Engine,
  runner: Engine,
): Promise<void> {
  const image = `plimsoll-example-${example.folder}-${example.isGood ? "good" : "everyday"}:${builder.kind}-${process.pid}`;
  const scratch = mkdtempSync(join(tmpdir(), "plimsoll-example-"));
  t.after(async () => {
    rmSync(scratch, { recursive: true, force: true });
    await call(runner.kind, "rmi", "--force", image);
  });
  const archive = join(scratch, "image.tar");
  const inStore = builder.kind === runner.kind || runner.kind === "podman";
  const output: BuildOutput = inStore ? { kind: "store" } : { kind: "docker-archive", path: archive };
  const context = join(root, example.folder);
  const files = readdirSync(context);
  const outcome = await builder.build(
    {
      ...{ context, dockerfile: join(context, example.dockerfile), names: [image], output },
      // Health checks are in Docker's format alone.
      ...(runner.kind === "podman" ? { format: "docker" as const } : {}),
    },
    () => {},
    t.signal,
  );
  assert.equal(outcome.kind, "built", JSON.stringify(outcome, undefined, 2));
  assert.deepEqual(readdirSync(context), files);
  if (!inStore) assert.equal(await call(runner.kind, "load", "--input", archive), 0);

  const { port, path, environment = {} } = example;
  await withContainer(runner, { image, ports: [port], environment }, async (container) => {
    const waited = await container.waitFor({ kind: "http", port, path }, START_MILLISECONDS);
    assert.equal(waited.kind, "ready", JSON.stringify([waited, await container.logs()]));
    assert.equal((await container.probe(port, path)).status, 200);
    const [first] = await container.processes();
    // podman tells the name where the image has one.
    assert.ok(first?.uid === example.uid || first?.user === USERS.get(example.uid), JSON.stringify(first));
    const stopped = await container.stop(example.isGood ? GRACE_SECONDS : 0);
    if (!example.isGood) return;
    assert.ok(!stopped.isKilled && ENDED_WELL.includes(stopped.status), JSON.stringify(stopped));
  });
}

async function call(file: string, ...words: readonly string[]): Promise<number | undefined> {
  return (await (await host.start({ file, arguments: words })).ended).status;
}
