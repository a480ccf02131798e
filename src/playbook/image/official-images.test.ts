import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isBareName, isOfficialImage, isStageWord } from "./official-images.ts";

describe("names behind --from", () => {
  it("of official images are never taken for stages", () => {
    for (const name of [
      "node",
      "golang",
      "composer",
      "busybox",
      "maven",
      "gradle",
      "rust",
      "python",
      "docker",
    ]) {
      assert.deepEqual([isOfficialImage(name), isStageWord(name)], [true, false], name);
    }
  });

  it("that people give to stages are no images", () => {
    for (const name of ["builder", "build", "deps", "runtime", "final", "vendor"]) {
      assert.deepEqual([isOfficialImage(name), isStageWord(name)], [false, true], name);
    }
  });

  it("are bare without registry, namespace, tag and digest", () => {
    const names = ["node", "node:22", "team/node", "registry.example", "node@sha256:0", "my-files"];
    assert.deepEqual(names.filter(isBareName), ["node", "my-files"]);
  });
});
