// npm runs this after an install. Generated code is not committed, so it is made here; the Node that
// npm was started with may be too old to run TypeScript, the one npm just installed is not.
"use strict";
const { spawnSync } = require("node:child_process");
const { join } = require("node:path");
const { findOwnNode } = require("./own-node.cjs");

const root = join(__dirname, "..");
const node = findOwnNode(root) || process.execPath;
const { status } = spawnSync(node, [join(root, "tools", "generate.ts")], { stdio: "inherit", cwd: root });
process.exitCode = status === null ? 1 : status;
