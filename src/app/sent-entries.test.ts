import assert from "node:assert/strict";
import { test } from "node:test";
import { limits } from "../base/index.ts";
import { compileIgnorePatterns, parseIgnoreFile } from "../context/index.ts";
import { createMemoryHost } from "../host/index.ts";
import { findSent } from "./sent-entries.ts";

async function find(files: Readonly<Record<string, string>>, ignore: string) {
  const compiled = compileIgnorePatterns(parseIgnoreFile(ignore).patterns);
  assert.ok(compiled.kind !== "refused");
  const request = { files: createMemoryHost({ files }).files, context: "app", matcher: compiled.matcher };
  return findSent(request, ".", (path) => /(?:^|\/)(?:heap|\.key)$/.test(path));
}

test("names are found in a folder and in the folders in it, and weighed", async () => {
  const files = {
    "/project/app/heap/a": "12345",
    "/project/app/heap/b/c": "67",
    "/project/app/x/.key": "1",
    "/project/app/x/y/.key": "1",
    "/project/app/.hidden/.key": "1",
  };
  assert.deepEqual(await find(files, "none\n"), [
    { path: "heap", kind: "folder", bytes: 7, hasMore: false },
    { path: "x/.key", kind: "file", bytes: 1, hasMore: false },
  ]);
  assert.deepEqual(await find(files, "**/.key\nheap/b\n"), [
    { path: "heap", kind: "folder", bytes: 5, hasMore: false },
  ]);
});

test("what is ignored, or taken back in part, is left out", async () => {
  const files = { "/project/app/heap/a": "1", "/project/app/x/.key": "1" };
  for (const ignore of ["heap\nx\n", "heap/*\n*/.key\n", "*\n!x/a\n", "**/heap/**\n!heap/a\n**/.key\n"]) {
    assert.deepEqual(await find(files, ignore), [], ignore);
  }
});

test("weighing ends at its bound", async () => {
  const files: Record<string, string> = {};
  for (let at = 0; at <= limits.weighedEntries; at++) files[`/project/app/heap/${at}`] = "1";
  const found = await find(files, "none\n");
  assert.deepEqual(found, [{ path: "heap", kind: "folder", bytes: limits.weighedEntries, hasMore: true }]);
});
