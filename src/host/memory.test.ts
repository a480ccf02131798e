import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { PlimsollError } from "../base/index.ts";
import { createMemoryHost } from "./index.ts";

suite("a host in memory", () => {
  const tree = {
    files: { "a/x": "one", "/else/y": Uint8Array.of(0xff) },
    folders: ["empty"],
    links: { link: "a", "a/up": "../a/x", circle: "circle" },
    others: ["socket"],
    denied: ["/else"],
  };

  test("deletes files, and nothing else", async () => {
    const { files } = createMemoryHost(tree);
    await files.remove("a/x");
    await files.remove("a/x");
    assert.ok(!(await files.list("a")).some(({ name }) => name === "x"));
    await checkCode(files.read("a/x", 10), "host/not-found");
    await checkCode(files.remove("empty"), "host/unwritable");
    await checkCode(files.removeFolder("a/up"), "host/unwritable");
    await files.removeFolder("a");
    await files.removeFolder("a");
    assert.equal(await files.status("a/up"), undefined);
  });

  test("replaces a file only while it holds what was read", async () => {
    const { files, fileTexts } = createMemoryHost(tree);
    assert.equal(await files.realPath("link/up"), "/project/a/x");
    assert.equal(await files.realPath("circle"), undefined);
    await files.replace("a/up", Buffer.from("one"), Buffer.from("two"));
    assert.equal(fileTexts()["/project/a/x"], "two");
    await checkCode(files.replace("a/x", Buffer.from("one"), Buffer.from("three")), "host/changed");
    assert.equal(fileTexts()["/project/a/x"], "two");
  });

  test("lists folders in order, with the kind of each entry", async () => {
    const { files } = createMemoryHost(tree);
    assert.deepEqual(await files.list("."), [
      { name: "a", kind: "folder" },
      { name: "circle", kind: "link" },
      { name: "empty", kind: "folder" },
      { name: "link", kind: "link" },
      { name: "socket", kind: "other" },
    ]);
  });

  test("follows links on the way and at the end", async () => {
    const { files } = createMemoryHost(tree);
    assert.equal(String(Buffer.from(await files.read("link/up", 10))), "one");
    assert.deepEqual(await files.status("link"), { kind: "link", bytes: 0 });
    assert.deepEqual(await files.resolve("link"), { kind: "folder", bytes: 0 });
    assert.equal(await files.resolve("circle"), undefined);
  });

  test("refuses as a real one does", async () => {
    const { files } = createMemoryHost(tree);
    await checkCode(files.read("none", 10), "host/not-found");
    await checkCode(files.read("a", 10), "host/not-a-file");
    await checkCode(files.read("socket", 10), "host/not-a-file");
    await checkCode(files.read("a/x", 2), "host/too-large");
    await checkCode(files.list("a/x"), "host/not-a-folder");
    await checkCode(files.list("/else"), "host/no-permission");
    await checkCode(files.write("none/x", Uint8Array.of()), "host/unwritable");
  });

  test("remembers what was written", async () => {
    const host = createMemoryHost({ files: { x: "old" }, links: { l: "x" }, input: "in" });
    await host.files.write("l", Buffer.from("new"));
    host.output.write("a");
    host.output.write("b");
    assert.deepEqual(host.fileTexts(), { "/project/x": "new" });
    assert.equal(host.outputText, "ab");
    assert.equal(String(Buffer.from(await host.readInput(5))), "in");
  });

  test("fails at the call that it is told to", async () => {
    const host = createMemoryHost({ ...tree, fault: { call: 2, code: "host/unreadable" } });
    await host.files.list(".");
    await checkCode(host.files.list("."), "host/unreadable");
    await host.files.list(".");
    assert.equal(host.calls, 3);
  });
});

async function checkCode(call: Promise<unknown>, code: string): Promise<void> {
  await assert.rejects(call, (error) => error instanceof PlimsollError && error.code === code);
}
