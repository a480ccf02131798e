import { type Dirent, lstatSync, readdirSync, realpathSync, rmSync, type Stats, statSync } from "node:fs";
import { decodeSource, encodeSource, hasInvalidBytes, PlimsollError } from "../../base/index.ts";
import { sortNamedByBytes } from "../byte-order.ts";
import { hostError } from "../error.ts";
import type { Entry, EntryKind, Files, PathStatus } from "../host.ts";
import { nodeErrorCode, readFailure, writeFailure } from "./failure.ts";
import { readFile } from "./read.ts";
import { replaceFile, writeFile } from "./write.ts";

/** What a listing prints in place of bytes that are no UTF-8; the name itself may hold it too. */
const REPLACEMENT = "\ufffd";

/**
 * The real file system. The calls underneath are synchronous: for small files they take a quarter of the time
 * of Node's asynchronous ones, and nothing else wants the thread while a command runs.
 */
export function createNodeFiles(): Files {
  return {
    workingFolder: process.cwd().replaceAll("\\", "/"),
    read: async (path, limit) => readFile(path, nativePath(path), limit),
    list: async (path) => listFolder(path),
    status: async (path) => statusOf(path, () => lstatSync(nativePath(path), { throwIfNoEntry: false })),
    resolve: async (path) => statusOf(path, () => statSync(nativePath(path), { throwIfNoEntry: false })),
    realPath: async (path) => realPathOf(path),
    write: async (path, bytes) => writeFile(path, bytes, nativePath),
    replace: async (path, before, after) => replaceFile(path, { before, after }, nativePath),
    remove: async (path) => removeFile(path),
    removeFolder: async (path) => removeFolder(path),
  };
}

/** A path as Node takes it: as bytes where a name is no UTF-8, which a string cannot carry. */
export function nativePath(path: string): string | Buffer {
  return hasInvalidBytes(path) ? Buffer.from(encodeSource(path)) : path;
}

function listFolder(path: string): readonly Entry[] {
  try {
    const entries = readdirSync(nativePath(path), { withFileTypes: true });
    if (entries.some((entry) => entry.name.includes(REPLACEMENT))) return listByBytes(path);
    return sortNamedByBytes(entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) })));
  } catch (error) {
    if (nodeErrorCode(error) === "ENOTDIR") throw hostError("host/not-a-folder", path, undefined, error);
    throw readFailure(path, error);
  }
}

/** The same listing with names as bytes: three times as slow, so only folders that need it pay. */
function listByBytes(path: string): readonly Entry[] {
  const entries = readdirSync(nativePath(path), { withFileTypes: true, encoding: "buffer" });
  return sortNamedByBytes(entries.map((entry) => ({ name: decodeSource(entry.name), kind: kindOf(entry) })));
}

function removeFile(path: string): void {
  try {
    rmSync(nativePath(path), { force: true });
  } catch (error) {
    throw writeFailure(path, error);
  }
}

function removeFolder(path: string): void {
  try {
    const stats = lstatSync(nativePath(path), { throwIfNoEntry: false });
    if (stats === undefined) return;
    if (!stats.isDirectory()) throw hostError("host/unwritable", path, "it is no folder");
    rmSync(nativePath(path), { recursive: true, force: true });
  } catch (error) {
    throw error instanceof PlimsollError ? error : writeFailure(path, error);
  }
}

function realPathOf(path: string): string | undefined {
  try {
    const real = decodeSource(realpathSync.native(nativePath(path), { encoding: "buffer" }));
    return process.platform === "win32" ? real.replaceAll("\\", "/") : real;
  } catch (error) {
    const code = nodeErrorCode(error);
    if (code === "ENOENT" || code === "ELOOP" || code === "ENOTDIR") return undefined;
    throw readFailure(path, error);
  }
}

function statusOf(path: string, read: () => Stats | undefined): PathStatus | undefined {
  try {
    const stats = read();
    return stats === undefined ? undefined : { kind: kindOf(stats), bytes: stats.size };
  } catch (error) {
    const code = nodeErrorCode(error);
    // A circle of links, or a file where a folder should be: nothing is there.
    if (code === "ELOOP" || code === "ENOTDIR") return undefined;
    throw readFailure(path, error);
  }
}

function kindOf(entry: Dirent<string> | Dirent<Buffer> | Stats): EntryKind {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  return entry.isSymbolicLink() ? "link" : "other";
}
