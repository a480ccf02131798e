#!/usr/bin/env node
// Starts Plimsoll: the bundle where the package is installed, the sources in a checkout.
//
// Everything here is JavaScript that Node 12 can parse, so that an old Node is told what is missing
// instead of printing a syntax error. It runs before every command: keep it short.
// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12 has no node: names.
"use strict";
const { existsSync, readFileSync } = require("fs");
const { isAbsolute, join } = require("path");

// The first part of a file of compiled code: a check sum, and marks of the command lines that it was made by.
const HEADER_BYTES = 1024;

const root = join(__dirname, "..");
const sources = join(root, "src", "cli", "main.ts");

if (existsSync(sources)) startCheckout();
else startPackage();

function startPackage() {
  if (!isNewEnough()) {
    stop(`plimsoll needs Node.js 22.22 or newer, this is ${process.version}: install a newer Node.js.`);
    return;
  }
  runBundle(join(root, "dist", "plimsoll.cjs"));
}

/**
 * Runs the bundle with the code that earlier runs compiled. Node's own compile cache keeps only what is
 * compiled before anything runs; here every function that a run came to is kept, which halves the time
 * that a small check takes. What cannot be kept or used is compiled anew, and nobody is told.
 */
function runBundle(bundle) {
  const { Script } = require("vm");
  // ASCII, as tools/bundle.ts makes sure: read as Latin-1 it takes half the memory and is not decoded.
  const source = readFileSync(bundle, "latin1");
  const file = compiledFile(source);
  const stored = file === undefined ? undefined : readCompiled(file);
  const script = new Script(source, {
    filename: bundle,
    cachedData: stored === undefined ? undefined : stored.code,
  });
  const isUsable = stored !== undefined && !script.cachedDataRejected;
  const known = isUsable ? stored.marks : [];
  const fresh = [process.env.PWD || ""].concat(process.argv.slice(2)).map(markOf);
  const marks = Array.from(new Set(known.concat(fresh)));
  // Another command, option, file or folder may come to other functions, which join those that are kept: about
  // a hundred times, then all that matter are there.
  const isDue = !isUsable || marks.length > known.length;
  if (file !== undefined && isDue && marks.join(" ").length < HEADER_BYTES - 20) {
    process.on("exit", () => storeCompiled(file, marks.join(" "), script.createCachedData()));
  }
  script.runInThisContext()(module.exports, require, module);
}

/** Where this bundle's code is kept, for this Node; undefined where nothing is to be kept. */
function compiledFile(source) {
  const { arch, env, version } = process;
  // Coverage counts functions from their compilation on.
  if (env.NODE_DISABLE_COMPILE_CACHE || env.NODE_V8_COVERAGE) return undefined;
  const folder = env.NODE_COMPILE_CACHE || cacheFolder();
  // The bundle's first line is a comment that holds its digest: V8 itself compares no more than the length.
  const digest = /^\/\/ ([0-9a-f]+)\n/.exec(source);
  return folder && digest ? join(folder, `${digest[1]}-${version}-${arch}.bin`) : undefined;
}

function readCompiled(file) {
  let bytes;
  try {
    bytes = readFileSync(file);
  } catch {
    return undefined;
  }
  const marks = bytes.toString("latin1", 0, HEADER_BYTES).trim().split(" ");
  const code = bytes.subarray(HEADER_BYTES);
  return marks.shift() === checkSum(code) ? { code, marks } : undefined;
}

/** A few letters in place of a word, which may be long or nobody's concern. */
function markOf(word) {
  let mark = 0;
  for (let at = 0; at < word.length; at++) mark = (Math.imul(mark, 31) + word.charCodeAt(at)) | 0;
  return (mark >>> 0).toString(36);
}

/**
 * Tells whether the disk gave back what was written, as V8 trusts code blindly. One word in 512 bytes, the
 * smallest block of any disk, finds every block that is lost in a crash; all of them would take milliseconds.
 */
function checkSum(code) {
  const words = new Int32Array(code.buffer, code.byteOffset, code.length >> 2);
  let sum = code.length;
  for (let at = 0; at < words.length; at += 128) sum = (Math.imul(sum, 31) + words[at]) | 0;
  return String(sum);
}

function storeCompiled(file, marks, code) {
  const { mkdirSync, readdirSync, renameSync, statSync, unlinkSync, writeFileSync } = require("fs");
  const temporary = `${file}.${process.pid}`;
  try {
    const folder = join(file, "..");
    mkdirSync(folder, { recursive: true });
    const header = `${checkSum(code)} ${marks}`.padEnd(HEADER_BYTES);
    writeFileSync(temporary, Buffer.concat([Buffer.from(header), code]), { flag: "wx", mode: 0o600 });
    renameSync(temporary, file);
    // Code of versions that nobody has run for a month.
    const old = Date.now() - 30 * 24 * 60 * 60 * 1000;
    for (const name of readdirSync(folder).filter((name) => /^[0-9a-f]+-v.*\.bin/.test(name))) {
      if (statSync(join(folder, name)).mtimeMs < old) unlinkSync(join(folder, name));
    }
  } catch {
    // A cache that cannot be written is no error: the next run compiles again.
  }
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

/** Lets Node keep the compiled code of the sources between runs. */
function enableCompileCache() {
  const folder = cacheFolder();
  // NODE_COMPILE_CACHE and NODE_DISABLE_COMPILE_CACHE stay in force; a folder that cannot be written is no error.
  if (folder !== undefined) require("module").enableCompileCache(folder);
}

/**
 * The folder for compiled code, in the user's own cache: Node's default is below the system's temporary one,
 * where another user could have laid something out beforehand. Undefined where there is no such folder.
 */
function cacheFolder() {
  const { env, platform } = process;
  const base =
    platform === "win32" ? env.LOCALAPPDATA : env.XDG_CACHE_HOME || (env.HOME && join(env.HOME, ".cache"));
  return base && isAbsolute(base) ? join(base, "plimsoll", "compiled") : undefined;
}

function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}
