import assert from "node:assert/strict";
import { test } from "node:test";
import { pipelineFileKind } from "./file-kind.ts";

test("files are known by their names", () => {
  const kinds = {
    "compose.yaml": "compose",
    "compose.dev.yml": "compose",
    "docker-compose.yml": "compose",
    "docker-compose-prod.yaml": "compose",
    "docker-bake.hcl": "bake",
    "docker-bake.json": "bake",
    "docker-bake.override.hcl": "bake",
    "composer.json": undefined,
    "composed.yaml": undefined,
    "docker-compose.yml.bak": undefined,
    "ci.yml": undefined,
  };
  for (const [name, kind] of Object.entries(kinds)) assert.equal(pipelineFileKind(name), kind, name);
  assert.equal(pipelineFileKind("ci.yml", true), "workflow");
  assert.equal(pipelineFileKind("notes.md", true), undefined);
});
