import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { findOldNode, NEEDS_OLD_NODE, packageVersion, userEnvironment } from "./surroundings.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const version = packageVersion(ROOT);
const old = findOldNode();
const folder = mkdtempSync(join(tmpdir(), "plimsoll-package-"));
const user = join(folder, "user");

// What a user does, once for all tests here: the package is packed, and installed in an empty folder.
before(() => {
  npm(ROOT, "pack", "--pack-destination", folder);
  const [tarball] = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
  assert.equal(tarball, `plimsoll-${version}.tgz`);
  mkdirSync(user);
  writeFileSync(join(user, "package.json"), '{ "private": true }');
  // Without a network: the package brings everything it needs.
  npm(user, "install", "--offline", "--no-audit", "--no-fund", join(folder, tarball));
});
after(() => rmSync(folder, { recursive: true }));

function npm(cwd: string, ...args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync("npm", args, {
    cwd,
    encoding: "utf8",
    env: userEnvironment(dirname(process.execPath)),
    // On Windows npm is a script of the shell.
    shell: process.platform === "win32",
  });
  assert.equal(status, 0, `npm ${args.join(" ")}\n${stdout}${stderr}`);
}

/** Runs the installed command the way a shell does, with this Node.js first on the PATH. */
function plimsoll(node: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(join(user, "node_modules", ".bin", "plimsoll"), args, {
    cwd: user,
    encoding: "utf8",
    env: userEnvironment(dirname(node)),
    shell: process.platform === "win32",
  });
  return { status, stdout, stderr };
}

test("the installed command prints its version", () => {
  assert.deepEqual(plimsoll(process.execPath, "--version"), {
    status: 0,
    stdout: `${version}\n`,
    stderr: "",
  });
});

test("the installed command says in one line that a Node is too old", {
  skip: old === undefined ? NEEDS_OLD_NODE : false,
}, () => {
  assert.deepEqual(plimsoll(old?.path ?? "", "--version"), {
    status: 2,
    stdout: "",
    stderr: `plimsoll needs Node.js 22.22 or newer, this is ${old?.version}: install a newer Node.js.\n`,
  });
});

test("what one run compiled is kept for the next, and what a disk lost is compiled again", {
  skip: process.platform === "win32" ? "needs a cache folder that XDG_CACHE_HOME names" : false,
}, () => {
  const cache = join(folder, "cache");
  const compiled = join(cache, "plimsoll", "compiled");
  const environment = { ...userEnvironment(dirname(process.execPath)), XDG_CACHE_HOME: cache };
  const run = (...args: readonly string[]) => {
    const program = join(user, "node_modules", ".bin", "plimsoll");
    const env = { ...environment, NODE_COMPILE_CACHE: undefined };
    const { status, stderr } = spawnSync(program, args, { cwd: user, encoding: "utf8", env });
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
    const [name = "", ...others] = readdirSync(compiled);
    assert.deepEqual(others, []);
    return join(compiled, name);
  };
  const file = run("--version");
  const first = readFileSync(file);
  run("--version");
  assert.deepEqual(readFileSync(file), first);
  // Another command brings other functions, which join the first ones.
  run("explain");
  const second = readFileSync(file);
  assert.ok(second.length > first.length);
  writeFileSync(file, Buffer.concat([second.subarray(0, -4096), Buffer.alloc(4096)]));
  run("--version");
  assert.notDeepEqual(readFileSync(file).subarray(-4096), Buffer.alloc(4096));
  writeFileSync(file, "");
  run("--version");
  assert.ok(readFileSync(file).length > 4096);
});

test("the package holds the bundle, the licences and no sources", () => {
  const installed = join(user, "node_modules", "plimsoll");
  const top = readdirSync(installed);
  assert.deepEqual(
    top.filter((name) => !["README.md", "schemas"].includes(name)),
    ["LICENSE", "bin", "dist", "package.json"],
  );
  assert.deepEqual(readdirSync(join(installed, "bin")), ["plimsoll.cjs"]);
  assert.ok(readdirSync(join(installed, "dist")).includes("THIRD_PARTY_LICENSES.txt"));
  const bundle = readFileSync(join(installed, "dist", "plimsoll.cjs"), "utf8");
  assert.ok(!bundle.includes(join(ROOT, "src")), "the bundle names the folder it was made in");
});

test("nothing is installed besides the package", () => {
  const entries = readdirSync(join(user, "node_modules")).filter((name) => !name.startsWith("."));
  assert.deepEqual(entries, ["plimsoll"]);
});
