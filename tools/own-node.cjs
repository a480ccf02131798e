// Where the Node binary is that `npm install` brings into this checkout. Plain JavaScript: it is asked for
// by whatever Node the machine has, which may be an old one.
// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12 has no node: names.
"use strict";
const { existsSync } = require("fs");
const { join } = require("path");

/** The path of the checkout's own Node, or undefined where `npm install` did not run. */
exports.findOwnNode = (root) => {
  const system = process.platform === "win32" ? "win" : process.platform;
  const binary = process.platform === "win32" ? "node.exe" : "node";
  const modules = join(root, "node_modules");
  const candidates = [
    // The platform's package is asked first: on Windows `.bin` holds scripts only.
    join(modules, `node-${system}-${process.arch}`, "bin", binary),
    join(modules, `node-bin-${system}-${process.arch}`, "bin", binary),
    join(modules, ".bin", binary),
  ];
  return candidates.find((candidate) => existsSync(candidate));
};
