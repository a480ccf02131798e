import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { findOldNode, NEEDS_OLD_NODE, packageVersion, userEnvironment } from "./surroundings.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const version = packageVersion(ROOT);
const old = findOldNode();
const onOldNode = { skip: old === undefined ? NEEDS_OLD_NODE : false };
const onOldPosixNode = process.platform === "win32" ? { skip: "needs POSIX signals" } : onOldNode;

/** A checkout in a temporary folder that holds the launcher and these files. */
function checkout(context: TestContext, files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "plimsoll-launcher-")));
  context.after(() => rmSync(root, { recursive: true }));
  for (const path of ["bin/plimsoll.cjs", "tools/own-node.cjs"]) cpSync(join(ROOT, path), join(root, path));
  for (const [path, text] of Object.entries({ "package.json": '{ "type": "module" }', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function giveOwnNode(root: string): void {
  mkdirSync(join(root, "node_modules", ".bin"), { recursive: true });
  symlinkSync(process.execPath, join(root, "node_modules", ".bin", "node"));
}

function launch(root: string, node: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(node, [join(root, "bin", "plimsoll.cjs"), ...args], {
    cwd: tmpdir(),
    encoding: "utf8",
    env: userEnvironment(dirname(node)),
  });
  return { status, stdout, stderr };
}

const ECHO = "process.stdout.write(JSON.stringify(process.argv.slice(2))); process.exitCode = 5;";

test("the checkout's version is printed from any working folder", () => {
  assert.deepEqual(launch(ROOT, process.execPath, "--version"), {
    status: 0,
    stdout: `${version}\n`,
    stderr: "",
  });
});

test("under an old Node the checkout continues under its own", onOldNode, () => {
  assert.deepEqual(launch(ROOT, old?.path ?? "", "--version"), {
    status: 0,
    stdout: `${version}\n`,
    stderr: "",
  });
});

test("arguments and the exit status pass through", (context) => {
  const root = checkout(context, { "src/cli/main.ts": ECHO });
  assert.deepEqual(launch(root, process.execPath, "a b", "", "--x=*"), {
    status: 5,
    stdout: '["a b","","--x=*"]',
    stderr: "",
  });
});

test("arguments and the exit status pass through an old Node", onOldPosixNode, (context) => {
  const root = checkout(context, { "src/cli/main.ts": ECHO });
  giveOwnNode(root);
  assert.deepEqual(launch(root, old?.path ?? "", "a b", "", "--x=*"), {
    status: 5,
    stdout: '["a b","","--x=*"]',
    stderr: "",
  });
});

test("an old Node without the checkout's own asks for npm install in one line", onOldNode, (context) => {
  const root = checkout(context, { "src/cli/main.ts": ECHO });
  const { status, stdout, stderr } = launch(root, old?.path ?? "");
  assert.equal(status, 2);
  assert.equal(stdout, "");
  assert.equal(
    stderr,
    `plimsoll needs Node.js 22.22 or newer, this is ${old?.version}: run npm install in ${root}, which brings one.\n`,
  );
});

test("missing packages ask for npm install in one line", (context) => {
  const root = checkout(context, { "src/cli/main.ts": 'import "a-package-that-is-not-there";' });
  assert.deepEqual(launch(root, process.execPath), {
    status: 2,
    stdout: "",
    stderr: `plimsoll: its packages are not installed: run npm install in ${root}.\n`,
  });
});

test("generated code that is missing is made, and standard output stays the command's", (context) => {
  const root = checkout(context, {
    "src/cli/main.ts": 'import { word } from "../playbook/generated/word.ts"; console.log(word);',
    "tools/generate.ts": `
      import { mkdirSync, writeFileSync } from "node:fs";
      mkdirSync("src/playbook/generated", { recursive: true });
      writeFileSync("src/playbook/generated/word.ts", 'export const word = "made";');
      console.log("generated");`,
  });
  assert.deepEqual(launch(root, process.execPath), { status: 0, stdout: "made\n", stderr: "generated\n" });
  assert.deepEqual(launch(root, process.execPath), { status: 0, stdout: "made\n", stderr: "" });
});

test("sources that do not load are a bug of ours", (context) => {
  const root = checkout(context, { "src/cli/main.ts": 'throw new Error("broken");' });
  const { status, stderr } = launch(root, process.execPath);
  assert.equal(status, 4);
  assert.match(stderr, /broken/);
});

test("a Node that may not strip types does not hand over to itself", (context) => {
  const root = checkout(context, { "src/cli/main.ts": ECHO });
  if (process.platform !== "win32") giveOwnNode(root);
  const env = {
    ...userEnvironment(dirname(process.execPath)),
    NODE_OPTIONS: "--no-experimental-strip-types",
  };
  const { status, stderr } = spawnSync(process.execPath, [join(root, "bin", "plimsoll.cjs")], {
    env,
    encoding: "utf8",
  });
  assert.equal(status, 2);
  assert.equal(stderr.trim().split("\n").length, 1);
});

for (const [name, handler, end] of [
  [
    "a signal reaches the command, which may end as it likes",
    'process.on("SIGTERM", () => process.exit(7));',
    7,
  ],
  ["a command that a signal ends ends the launcher the same way", "", "SIGTERM"],
] as const) {
  test(`under an old Node ${name}`, onOldPosixNode, async (context) => {
    const wait = `${handler} setTimeout(() => {}, 60_000); console.log("ready");`;
    const root = checkout(context, { "src/cli/main.ts": wait });
    giveOwnNode(root);
    const child = spawn(old?.path ?? "", [join(root, "bin", "plimsoll.cjs")], {
      stdio: ["ignore", "pipe", "inherit"],
      env: userEnvironment(dirname(old?.path ?? "")),
    });
    child.stdout.once("data", () => child.kill("SIGTERM"));
    const ended = await new Promise((resolve) => {
      child.on("exit", (status, signal) => resolve(signal ?? status));
    });
    assert.equal(ended, end);
  });
}
