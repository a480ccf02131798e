import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { loadBaseImages } from "../../src/base-image/index.ts";
import { parseReference } from "../../src/reference/index.ts";
import { type BaseImage, listBases, listDifferences } from "../base.ts";
import { labEnvironment } from "../environment.ts";
import { labPaths } from "../folder.ts";
import { compareImage, judge } from "./compare/compare.ts";
import { findImages, inspectImage } from "./compare/inspect.ts";

// The suites of the lab are handed its environment; alone, this one finds it by itself.
if (process.env.DOCKER_HOST === undefined) Object.assign(process.env, labEnvironment(labPaths()));

const { lookUp } = await loadBaseImages();
const { bases } = await listBases();
const made = await findImages();

// Two at a time: one is exported while another is read.
suite("stand-ins for base images", { concurrency: 2 }, () => {
  for (const { base } of bases) compareBase(base);
});

function compareBase({ names, group }: BaseImage): void {
  const [first = ""] = names;
  const known = names.flatMap((name) => {
    const parsed = parseReference(name);
    const found = parsed.kind === "invalid" ? undefined : lookUp(parsed);
    return found === undefined ? [] : [found];
  });
  // What no table knows, as the Dockerfile frontend, has nothing to be compared with.
  if (known.length === 0) return;
  const skip = !made.has(first) && `needs ${first}: npm run lab up ${group}`;
  test(`${first} is what the tables say, but for the differences that are listed`, { skip }, async () => {
    const real = await inspectImage(first);
    const found = new Set<string>();
    for (const each of known) for (const line of await compareImage(each, real)) found.add(line);
    assert.deepEqual(judge([...found].sort(), await listDifferences(first)), []);
  });
}
