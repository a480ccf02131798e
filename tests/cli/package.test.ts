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
