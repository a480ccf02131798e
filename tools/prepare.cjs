// npm runs this after an install. Generated code is not committed, so it is made here; the Node that
// npm was started with may be too old to run TypeScript, the one npm just installed is not.
"use strict";
const { spawnSync } = require("node:child_process");
const { existsSync, mkdirSync, symlinkSync, writeFileSync } = require("node:fs");
const { dirname, join, relative } = require("node:path");
const { findOwnNode } = require("./own-node.cjs");

const root = join(__dirname, "..");
const own = findOwnNode(root);
if (own !== undefined) linkForScripts(own);
const generate = join(root, "tools", "generate.ts");
const { status } = spawnSync(own || process.execPath, [generate], { stdio: "inherit", cwd: root });
process.exitCode = status === null ? 1 : status;

/**
 * Makes `node` in npm scripts the one in `node_modules`. npm does so by itself from version 11 on; version
 * 10 takes the link away again together with the packages for other platforms, which carry the same name.
 */
function linkForScripts(node) {
  const isWindows = process.platform === "win32";
  const link = join(root, "node_modules", ".bin", isWindows ? "node.cmd" : "node");
  if (existsSync(link)) return;
  const folder = dirname(link);
  mkdirSync(folder, { recursive: true });
  const target = relative(folder, node);
  if (isWindows) writeFileSync(link, `@"%~dp0\\${target}" %*\r\n`);
  else symlinkSync(target, link);
}
