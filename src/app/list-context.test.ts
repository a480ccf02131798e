import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { PlimsollError } from "../base/index.ts";
import { createMemoryHost, type MemoryHostOptions } from "../host/index.ts";
import { listBuildContext } from "./list-context.ts";

suite("listing a build context", () => {
  test("lines are the paths a build sends", async () => {
    await checkList({ files: { "app/a.ts": "", "app/b.md": "", "app/.dockerignore": "*.md" } }, [
      ".dockerignore",
      "a.ts",
    ]);
  });

  test("bytes that are no UTF-8 are shown as the replacement character", async () => {
    await checkList({ files: { "app/a\udcff": "" } }, ["a\ufffd"]);
  });

  test("a refused ignore file is a value that names file and reason", async () => {
    const host = createMemoryHost({ files: { "app/.dockerignore": "ok\n[a\n" } });
    const list = await listBuildContext(host, { folder: "app" });
    assert.equal(list.kind, "refused");
    assert.equal(list.reason, 'app/.dockerignore: "[a" is not a valid pattern');
    assert.equal(list.problem.code, "context/bad-pattern");
  });

  test("the ignore file of the named Dockerfile comes first", async () => {
    const host = createMemoryHost({
      files: { "app/a": "", "app/.dockerignore": "*", "images/web.dockerignore": "b" },
    });
    const list = await listBuildContext(host, { folder: "app", dockerfile: "images/web" });
    assert.equal(list.kind === "listed" && list.ignoreFile, "web.dockerignore");
  });

  test("a missing folder is an error that names it", async () => {
    await assert.rejects(listBuildContext(createMemoryHost(), { folder: "none" }), (error) => {
      assert.ok(error instanceof PlimsollError);
      assert.equal(error.code, "host/not-found");
      return error.message.includes("none");
    });
  });
});

async function checkList(tree: MemoryHostOptions, lines: readonly string[]): Promise<void> {
  const list = await listBuildContext(createMemoryHost(tree), { folder: "app" });
  assert.deepEqual(list.kind === "listed" && list.lines, lines);
}
