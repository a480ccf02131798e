import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { decodeSource, PlimsollError } from "../../base/index.ts";
import { hostError } from "../error.ts";
import { nodeErrorCode, writeFailure } from "./failure.ts";
import { readFile } from "./read.ts";

type ToNative = (path: string) => string | Buffer;

let counter = 0;

/**
 * Writes a whole file through a temporary one beside it, so that a reader sees the old bytes or the new ones.
 * A link keeps being a link: the file it leads to is exchanged. Mode and owner of an existing file are kept.
 */
export function writeFile(path: string, bytes: Uint8Array, toNative: ToNative): void {
  exchange(path, bytes, toNative);
}

/**
 * Writes a whole file as `writeFile` does, but only where it still holds `before`: it is read once more when the
 * new bytes are on the disk, just before the rename, so that hardly a moment is left for somebody else.
 */
export function replaceFile(
  path: string,
  { before, after }: { readonly before: Uint8Array; readonly after: Uint8Array },
  toNative: ToNative,
): void {
  const status = statSync(toNative(path), { throwIfNoEntry: false });
  // Root may write what nobody has the right to write; whoever made it so wanted it left alone.
  if (status !== undefined && (status.mode & 0o222) === 0) {
    throw hostError("host/unwritable", path, "it is read-only");
  }
  exchange(path, after, toNative, () => {
    // A file that has grown since is not read to its end.
    const limit = before.length;
    try {
      if (Buffer.compare(readFile(path, toNative(path), limit), before) === 0) return;
    } catch (error) {
      const isGrown = error instanceof PlimsollError && error.code === "host/too-large";
      if (!isGrown) throw error;
    }
    throw hostError("host/changed", path);
  });
}

/** `beforeRename` may still throw; where it is given, the bytes are on the disk before it is asked. */
function exchange(path: string, bytes: Uint8Array, toNative: ToNative, beforeRename?: () => void): void {
  let temporary: string | undefined;
  try {
    const existing = statSync(toNative(path), { throwIfNoEntry: false });
    if (existing !== undefined) requireWritable(path, existing, toNative);
    const target = existing === undefined ? path : realPath(path, toNative);
    const name = temporaryName(target);
    const descriptor = openSync(toNative(name), "wx");
    temporary = name;
    try {
      if (existing !== undefined) keepOwnerAndMode(descriptor, existing);
      writeAll(descriptor, bytes);
      if (beforeRename !== undefined) fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    beforeRename?.();
    renameSync(toNative(name), toNative(target));
  } catch (error) {
    if (temporary !== undefined) removeQuietly(toNative(temporary));
    throw error instanceof PlimsollError ? error : writeFailure(path, error);
  }
}

/** A rename would exchange even a device or a read-only file; what an editor would refuse, we refuse. */
function requireWritable(path: string, existing: Stats, toNative: ToNative): void {
  if (!existing.isFile()) throw hostError("host/unwritable", path, "it is not a file");
  accessSync(toNative(path), constants.W_OK);
}

function realPath(path: string, toNative: ToNative): string {
  return decodeSource(realpathSync(toNative(path), { encoding: "buffer" }));
}

/** A name beside the target, hidden, and told apart from those of other processes and calls. */
function temporaryName(target: string): string {
  const slash = Math.max(
    target.lastIndexOf("/"),
    process.platform === "win32" ? target.lastIndexOf("\\") : -1,
  );
  counter++;
  return `${target.slice(0, slash + 1)}.plimsoll-${process.pid}-${counter}.tmp`;
}

function keepOwnerAndMode(descriptor: number, existing: Stats): void {
  if (
    process.getuid !== undefined &&
    (existing.uid !== process.getuid() || existing.gid !== process.getgid?.())
  ) {
    try {
      fchownSync(descriptor, existing.uid, existing.gid);
    } catch (error) {
      // Only the owner and root may; the file then belongs to whoever wrote it, as with any editor.
      if (nodeErrorCode(error) !== "EPERM") throw error;
    }
  }
  fchmodSync(descriptor, existing.mode & 0o7777);
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(descriptor, bytes, written);
}

function removeQuietly(path: string | Buffer): void {
  try {
    unlinkSync(path);
  } catch {
    // The error that brought us here says more than one about the temporary file would.
  }
}
