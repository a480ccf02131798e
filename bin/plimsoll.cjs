#!/usr/bin/env node
// Starts Plimsoll: the bundle where the package is installed, the sources in a checkout.
//
// Everything here is JavaScript that Node 12 can parse, so that an old Node is told what is missing
// instead of printing a syntax error. It runs before every command: keep it short.
// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12 has no node: names.
"use strict";
const { existsSync } = require("fs");
const { isAbsolute, join } = require("path");

const root = join(__dirname, "..");
const sources = join(root, "src", "cli", "main.ts");

if (existsSync(sources)) startCheckout();
else startPackage();

function startPackage() {
  if (!isNewEnough()) {
    stop(`plimsoll needs Node.js 22.22 or newer, this is ${process.version}: install a newer Node.js.`);
    return;
  }
  enableCompileCache();
  require("../dist/plimsoll.cjs");
}

function startCheckout() {
  // An old Node, or one that was told not to strip types, hands over to the one that npm installed.
  if (!isNewEnough() || !process.features.typescript) {
    continueUnderOwnNode();
    return;
  }
  if (!existsSync(join(root, "src", "playbook", "generated")) && !generate()) return;
  enableCompileCache();
  const { pathToFileURL } = require("url");
  import(pathToFileURL(sources).href).catch((error) => {
    const detail = error instanceof Error ? error.stack : error;
    if (error instanceof Error && error.message.startsWith("Cannot find package")) {
      stop(`plimsoll: its packages are not installed: run npm install in ${root}.`);
      return;
    }
    process.stderr.write(`plimsoll did not start, which is a bug of its own.\n${detail}\n`);
    process.exitCode = 4;
  });
}

/** Makes the generated code where an install without scripts left it out; says whether it is there now. */
function generate() {
  const script = join(root, "tools", "generate.ts");
  if (!existsSync(script)) return true;
  const { spawnSync } = require("child_process");
  // Its report goes to standard error: standard output belongs to the command.
  const { status } = spawnSync(process.execPath, [script], { cwd: root, stdio: ["ignore", 2, 2] });
  if (status !== 0) process.exitCode = 4;
  return status === 0;
}

function continueUnderOwnNode() {
  const { realpathSync } = require("fs");
  const own = require("../tools/own-node.cjs").findOwnNode(root);
  // A NODE_OPTIONS that forbids stripping would reach the other Node as well, and that one hand over again.
  if (own === undefined || realpathSync(own) === realpathSync(process.execPath)) {
    stop(
      own === undefined
        ? `plimsoll needs Node.js 22.22 or newer, this is ${process.version}: run npm install in ${root}, which brings one.`
        : "plimsoll runs its TypeScript sources here: take --no-strip-types out of NODE_OPTIONS.",
    );
    return;
  }
  const { spawn } = require("child_process");
  const child = spawn(own, [__filename].concat(process.argv.slice(2)), { stdio: "inherit" });
  const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => stop(`plimsoll: ${own} does not start: ${error.message}`));
  child.on("exit", (status, signal) => {
    for (const name of signals) process.removeAllListeners(name);
    process.exitCode = status === null ? 1 : status;
    // Who waits for this process sees the same end as the child's.
    if (signal !== null) process.kill(process.pid, signal);
  });
}

function isNewEnough() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 22);
}

/**
 * Lets Node keep compiled code between runs, in the user's own cache folder: Node's default is a folder
 * below the system's temporary one, where another user could have laid something out beforehand.
 */
function enableCompileCache() {
  const { env, platform } = process;
  const base =
    platform === "win32" ? env.LOCALAPPDATA : env.XDG_CACHE_HOME || (env.HOME && join(env.HOME, ".cache"));
  const { enableCompileCache: enable } = require("module");
  // NODE_COMPILE_CACHE and NODE_DISABLE_COMPILE_CACHE stay in force; a folder that cannot be written is no error.
  if (base && isAbsolute(base)) enable(join(base, "plimsoll", "compiled"));
}

function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}
