import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { PlimsollError } from "../../base/index.ts";
import { createNodeHost } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-host-"));
const { files } = createNodeHost();
const isWindows = process.platform === "win32";

suite("the host of a real process", () => {
  after(() => rmSync(folder, { recursive: true }));

  test("reads a file up to its bound, and an empty one", async () => {
    writeFileSync(join(folder, "ten"), "0123456789");
    writeFileSync(join(folder, "empty"), "");
    assert.equal(String(Buffer.from(await files.read(`${folder}/ten`, 10))), "0123456789");
    assert.equal((await files.read(`${folder}/empty`, 0)).length, 0);
    await checkCode(files.read(`${folder}/ten`, 9), "host/too-large");
  });

  test("reads files whose size is not known before", { skip: !isLinux() }, async () => {
    assert.ok((await files.read("/proc/self/status", 100_000)).length > 0);
    await checkCode(files.read("/proc/self/status", 10), "host/too-large");
  });

  test("opens neither pipes nor devices nor folders", { skip: isWindows }, async () => {
    execFileSync("mkfifo", [join(folder, "pipe")]);
    await checkCode(files.read(`${folder}/pipe`, 10), "host/not-a-file");
    await checkCode(files.read("/dev/zero", 10), "host/not-a-file");
    await checkCode(files.read(folder, 10), "host/not-a-file");
    await checkCode(files.write("/dev/null", Buffer.from("x")), "host/unwritable");
  });

  test("says what is missing or no folder", async () => {
    writeFileSync(join(folder, "file"), "");
    await checkCode(files.read(`${folder}/none`, 10), "host/not-found");
    await checkCode(files.read(`${folder}/file/none`, 10), "host/not-found");
    await checkCode(files.list(`${folder}/none`), "host/not-found");
    await checkCode(files.list(`${folder}/file`), "host/not-a-folder");
    await checkCode(files.read("nul\0", 10), "host/unreadable");
  });

  test("tells links from what they lead to", { skip: isWindows }, async () => {
    mkdirSync(join(folder, "links"));
    const [dangling, round, there] = ["dangling", "round", "there"].map((name) => `${folder}/links/${name}`);
    symlinkSync("none", dangling ?? "");
    symlinkSync("round", round ?? "");
    symlinkSync("..", there ?? "");
    assert.equal((await files.status(dangling ?? ""))?.kind, "link");
    assert.equal(await files.resolve(dangling ?? ""), undefined);
    assert.equal(await files.resolve(round ?? ""), undefined);
    assert.equal((await files.resolve(there ?? ""))?.kind, "folder");
    assert.equal(await files.status(`${folder}/none`), undefined);
    assert.equal(await files.status(`${folder}/file/none`), undefined);
  });

  test("reads names that are no UTF-8 and finds them again", { skip: !isLinux() }, async () => {
    const odd = join(folder, "odd");
    mkdirSync(odd);
    writeFileSync(Buffer.concat([Buffer.from(`${odd}/a`), Buffer.of(0xff)]), "x");
    writeFileSync(`${odd}/\ufffd`, "");
    const names = (await files.list(odd)).map((entry) => entry.name);
    assert.deepEqual(names, ["a\udcff", "\ufffd"]);
    assert.equal((await files.read(`${odd}/a\udcff`, 10)).length, 1);
    await files.write(`${odd}/b\udcfe`, Buffer.from("new"));
    assert.deepEqual(
      readdirSync(odd, { encoding: "buffer" })
        .map((name) => name.toString("latin1"))
        .sort(),
      ["a\xff", "b\xfe", "\xef\xbf\xbd"],
    );
  });

  test("writes through links, keeps the mode, and leaves nothing beside the file", {
    skip: isWindows,
  }, async () => {
    const written = join(folder, "written");
    mkdirSync(written);
    writeFileSync(join(written, "script"), "old");
    chmodSync(join(written, "script"), 0o751);
    symlinkSync("script", join(written, "link"));
    await files.write(`${written}/link`, Buffer.from("new"));
    await files.write(`${written}/fresh`, Buffer.from("fresh"));
    assert.equal(readFileSync(join(written, "script"), "utf8"), "new");
    assert.equal(statSync(join(written, "script")).mode & 0o777, 0o751);
    assert.equal(readlinkSync(join(written, "link")), "script");
    await checkCode(files.write(`${written}/none/x`, Buffer.from("")), "host/unwritable");
    await checkCode(files.write(written, Buffer.from("")), "host/unwritable");
    assert.deepEqual(readdirSync(written), ["fresh", "link", "script"]);
  });

  test("replaces a file only while it holds what was read, and through links", {
    skip: isWindows,
  }, async () => {
    const below = join(folder, "replace");
    mkdirSync(below);
    writeFileSync(join(below, "real"), "old");
    chmodSync(join(below, "real"), 0o640);
    symlinkSync("real", join(below, "link"));
    await files.replace(`${below}/link`, Buffer.from("old"), Buffer.from("new"));
    assert.equal(readFileSync(join(below, "real"), "utf8"), "new");
    assert.equal(readlinkSync(join(below, "link")), "real");
    assert.equal(statSync(join(below, "real")).mode & 0o777, 0o640);
    for (const other of ["ne", "new and longer", "now"]) {
      writeFileSync(join(below, "real"), other);
      const replacing = files.replace(`${below}/real`, Buffer.from("new"), Buffer.from("newer"));
      await checkCode(replacing, "host/changed");
      assert.equal(readFileSync(join(below, "real"), "utf8"), other);
    }
    chmodSync(join(below, "real"), 0o444);
    await checkCode(files.replace(`${below}/real`, Buffer.from("now"), Buffer.from("x")), "host/unwritable");
    await checkCode(files.replace(`${below}/none`, Buffer.from("now"), Buffer.from("x")), "host/not-found");
    assert.equal(await files.realPath(`${below}/link`), `${below}/real`);
    assert.equal(await files.realPath(`${below}/none`), undefined);
    assert.deepEqual(readdirSync(below), ["link", "real"]);
  });

  test("deletes files, and no folders", async () => {
    writeFileSync(join(folder, "gone"), "");
    await files.remove(`${folder}/gone`);
    await files.remove(`${folder}/gone`);
    assert.equal(await files.status(`${folder}/gone`), undefined);
    await checkCode(files.remove(folder), "host/unwritable");
    await files.write(`${folder}/kept`, new Uint8Array());
    await checkCode(files.removeFolder(`${folder}/kept`), "host/unwritable");
    await files.removeFolder(`${folder}/gone`);
    mkdirSync(`${folder}/whole/inner`, { recursive: true });
    symlinkSync(folder, `${folder}/whole/inner/up`);
    await files.removeFolder(`${folder}/whole`);
    assert.deepEqual(
      [await files.status(`${folder}/whole`), (await files.status(`${folder}/kept`))?.kind],
      [undefined, "file"],
    );
  });

  test("reads standard input to its end and within its bound", () => {
    const script = "console.log((await createNodeHost().readInput(200000)).length)";
    assert.equal(run(script, "x".repeat(200_000)).stdout, "200000\n");
    const failing = "await createNodeHost().readInput(9).catch((error) => console.log(error.code))";
    assert.equal(run(failing, "0123456789").stdout, "host/too-large\n");
  });

  test("writes everything before the process ends, bytes that are no UTF-8 included", () => {
    const script =
      'const { output } = createNodeHost(); output.write("é\\udcff".repeat(100000)); process.exit(3)';
    const { status, bytes } = run(script);
    assert.equal(status, 3);
    assert.equal(bytes.length, 300_000);
    assert.deepEqual([...bytes.subarray(0, 3)], [0xc3, 0xa9, 0xff]);
  });

  test("ends quietly when its reader goes away", { skip: isWindows }, () => {
    const script = 'const { output } = createNodeHost(); for (;;) output.write("line\\n".repeat(10000))';
    const command = `"$0" --input-type=module -e "$1" | head -n 1`;
    const { stdout, stderr } = spawnSync("sh", ["-c", command, process.execPath, withImport(script)]);
    assert.equal(String(stdout), "line\n");
    assert.equal(String(stderr), "");
  });

  test("a pipe is no terminal", () => {
    const script = "const { output } = createNodeHost(); console.log(output.isTerminal, output.columns)";
    assert.equal(run(script).stdout, "false 80\n");
  });
});

async function checkCode(call: Promise<unknown>, code: string): Promise<void> {
  await assert.rejects(call, (error) => error instanceof PlimsollError && error.code === code);
}

function isLinux(): boolean {
  return process.platform === "linux";
}

function withImport(script: string): string {
  const door = fileURLToPath(new URL("index.ts", import.meta.url));
  return `import { createNodeHost } from ${JSON.stringify(door)};\n${script}`;
}

function run(script: string, input = "") {
  const result = spawnSync(process.execPath, ["--input-type=module", "-e", withImport(script)], { input });
  assert.equal(String(result.stderr), "");
  return { status: result.status, bytes: result.stdout, stdout: String(result.stdout) };
}
