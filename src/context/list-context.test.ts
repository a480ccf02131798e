import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { limits, PlimsollError } from "../base/index.ts";
import { compareByBytes, createMemoryHost, type MemoryHostOptions } from "../host/index.ts";
import { type ContextListing, listContext } from "./index.ts";

suite("listing a build context", () => {
  test("a wholly ignored folder is not entered", async () => {
    const tree = { files: { "app/big/a/b/c": "", "app/x": "", "app/.dockerignore": "big\n!x\n" } };
    const host = createMemoryHost(tree);
    assert.deepEqual(pathsOf(await listContext(host.files, "app")), [".dockerignore", "x"]);
    // The folder itself, whether either ignore file is there, and the one that is.
    assert.equal(host.calls, 4);
  });

  test("an unreadable folder that is sent stops the builder", async () => {
    await checkRefusal({ files: { "app/d/x": "" }, denied: ["app/d"] }, "context/unreadable-folder");
  });

  test("an unreadable folder that is ignored is passed over", async () => {
    const tree = { files: { "app/d/x": "", "app/.dockerignore": "d\n!d/y\n" }, denied: ["app/d"] };
    assert.deepEqual(pathsOf(await list(tree)), [".dockerignore"]);
  });

  test("an unreadable ignore file stops the builder", async () => {
    const tree = { files: { "app/.dockerignore": "a" }, denied: ["app/.dockerignore"] };
    await checkRefusal(tree, "context/ignore-file-unreadable");
    await checkRefusal({ files: { "app/.dockerignore/x": "" } }, "context/ignore-file-unreadable");
  });

  test("a socket is sent by name, and said to be", async () => {
    const listing = await list({ others: ["app/socket"] });
    assert.deepEqual(pathsOf(listing), ["socket"]);
    assert.deepEqual(codesOf(listing), ["context/special-file"]);
  });

  test("what lies too deep is said to be missing", async () => {
    const path = Array.from({ length: limits.folderDepth + 2 }, () => "d").join("/");
    const listing = await list({ files: { [`app/${path}/x`]: "" } });
    assert.equal(pathsOf(listing).length, limits.folderDepth + 1);
    assert.deepEqual(codesOf(listing), ["context/too-deep"]);
  });

  test("the folder may be a link, and a missing one is an error", async () => {
    const tree = { files: { "app/x": "" }, links: { here: "app" } };
    assert.deepEqual(pathsOf(await listContext(createMemoryHost(tree).files, "here")), ["x"]);
    await assert.rejects(listContext(createMemoryHost().files, "none"), hasCode("host/not-found"));
    await assert.rejects(listContext(createMemoryHost(tree).files, "app/x"), hasCode("host/not-a-folder"));
  });

  test("a failure at any call ends in a refusal, an error or a listing", async () => {
    const tree = { files: { "app/a/b": "", "app/c/d/e": "", "app/.dockerignore": "x\n" } };
    for (let call = 1; call <= 8; call++) {
      const host = createMemoryHost({ ...tree, fault: { call, code: "host/unreadable" } });
      const outcome = await listContext(host.files, "app").then((listing) => listing.kind, codeOf);
      assert.equal(outcome, call === 1 ? "host/unreadable" : call <= 7 ? "refused" : "listed");
    }
  });

  test("paths are sorted, exist, and come with all folders above them", async () => {
    const name = fc.constantFrom("a", "b", "a.b", "é", "\ufffd", "😀", "a-");
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"));
    const pattern = fc.constantFrom(
      "a",
      "*",
      "**/b",
      "!a",
      "!**/a",
      "!a/b",
      "a/*",
      "!*.b",
      "**",
      "b/**",
      "?",
    );
    const trees = fc.array(path, { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(trees, fc.array(pattern, { maxLength: 5 }), async (files, patterns) => {
        const tree = { folders: files.map((file) => `app/${file}/`), files: { "app/.dockerignore": "" } };
        const all = new Set(pathsOf(await list(tree)));
        const text = patterns.join("\n");
        const paths = pathsOf(await list({ ...tree, files: { "app/.dockerignore": text } }));
        assert.deepEqual([...paths].sort(compareByBytes), paths);
        for (const listed of paths) {
          assert.ok(all.has(listed));
          const above = listed.slice(0, listed.lastIndexOf("/", listed.length - 2) + 1);
          assert.ok(above === "" || paths.includes(above));
        }
      }),
    );
  });
});

async function list(tree: MemoryHostOptions): Promise<ContextListing> {
  return listContext(createMemoryHost(tree).files, "app");
}

function pathsOf(listing: ContextListing): readonly string[] {
  assert.ok(listing.kind === "listed");
  return listing.paths;
}

function codesOf(listing: ContextListing): readonly string[] {
  assert.ok(listing.kind === "listed");
  return listing.problems.map(({ code }) => code);
}

async function checkRefusal(tree: MemoryHostOptions, code: string): Promise<void> {
  const listing = await list(tree);
  assert.equal(listing.kind === "refused" && listing.problem.code, code);
}

function codeOf(error: unknown): string {
  return error instanceof PlimsollError ? error.code : "not ours";
}

function hasCode(code: string): (error: unknown) => boolean {
  return (error) => codeOf(error) === code;
}
