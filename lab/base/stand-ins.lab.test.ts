import assert from "node:assert/strict";
import { test } from "node:test";
import { loadBaseImages } from "../../src/base-image/index.ts";
import { parseReference } from "../../src/reference/index.ts";
import { listBases, listDifferences } from "../base.ts";
import { labPaths } from "../folder.ts";
import { labEnvironment } from "../up.ts";
import { compareImage, judge } from "./compare/compare.ts";
import { findImage, inspectImage } from "./compare/inspect.ts";

// The suites of the lab are handed its environment; alone, this one finds it by itself.
if (process.env.DOCKER_HOST === undefined) Object.assign(process.env, labEnvironment(labPaths()));

const { lookUp } = await loadBaseImages();
const { bases } = await listBases();

for (const { base } of bases) {
  const [first = ""] = base.names;
  const known = base.names.flatMap((name) => {
    const parsed = parseReference(name);
    const found = parsed.kind === "invalid" ? undefined : lookUp(parsed);
    return found === undefined ? [] : [found];
  });
  // What no table knows, as the Dockerfile frontend, has nothing to be compared with.
  if (known.length === 0) continue;
  const image = await findImage(first);
  const skip = image === undefined && `needs ${first}: npm run lab up ${base.group}`;
  test(`${first} is what the tables say, but for the differences that are listed`, { skip }, async () => {
    const real = await inspectImage(first);
    const found = new Set<string>();
    for (const each of known) for (const line of await compareImage(each, real)) found.add(line);
    assert.deepEqual(judge([...found].sort(), await listDifferences(first)), []);
  });
}
