import assert from "node:assert/strict";
import { test } from "node:test";
import { planUp } from "./up.ts";

interface Row {
  readonly words: readonly string[];
  readonly parts: string;
  readonly bases?: readonly string[];
  readonly unknown?: readonly string[];
}

async function checkPlan({ words, parts, bases, unknown = [] }: Row): Promise<void> {
  const plan = await planUp(words);
  const names = plan.parts.map(({ name }) => name).join(" ");
  assert.deepEqual([names, plan.bases, plan.unknown], [parts, bases, unknown]);
}

test("up without a name brings what is usual, with all base images", async () => {
  await checkPlan({ words: [], parts: "registry docker buildkit", bases: [] });
});

test("a part brings what it needs, in the order in which they come up", async () => {
  await checkPlan({ words: ["podman", "docker"], parts: "registry docker podman" });
});

test("a group of base images, or one by its name, brings the engine that it is made with", async () => {
  await checkPlan({ words: ["python"], parts: "registry docker", bases: ["python"] });
  await checkPlan({ words: ["python:3.13-slim"], parts: "registry docker", bases: ["python:3.13-slim"] });
});

test("words that are neither are named", async () => {
  await checkPlan({ words: ["docker", "pithon"], parts: "registry docker", unknown: ["pithon"] });
});
