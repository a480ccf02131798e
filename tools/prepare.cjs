// npm runs this after an install. Generated code is not committed, so it is made here; the Node that
// npm was started with may be too old to run TypeScript, the one npm just installed is not.
"use strict";
const { spawnSync } = require("node:child_process");
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
const local = join(root, "node_modules", ".bin", process.platform === "win32" ? "node.exe" : "node");
const node = existsSync(local) ? local : process.execPath;
const generate = join(root, "tools", "generate.ts");
if (existsSync(generate)) {
  const { status } = spawnSync(node, [generate], { stdio: "inherit", cwd: root });
  process.exitCode = status === null ? 1 : status;
}
