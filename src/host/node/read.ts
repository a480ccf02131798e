import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import { PlimsollError } from "../../base/index.ts";
import { hostError, tooLarge } from "../error.ts";
import { readFailure } from "./failure.ts";

/** Bytes asked for where a file does not say its size, as files of the kernel do not. */
const CHUNK_BYTES = 64 * 1024;

// Without it, opening a pipe would wait for somebody to write into it. Windows has no such flag.
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * The bytes of a regular file, at most `limit` of them. Anything else is refused before it is opened, as opening
 * alone can wait (a pipe) or act (a tape drive); the opened file is asked again in case it was exchanged.
 */
export function readFile(path: string, native: string | Buffer, limit: number): Uint8Array {
  try {
    if (!statSync(native).isFile()) throw hostError("host/not-a-file", path);
    const descriptor = openSync(native, OPEN_FLAGS);
    try {
      const status = fstatSync(descriptor);
      if (!status.isFile()) throw hostError("host/not-a-file", path);
      if (status.size > limit) throw tooLarge(path, limit);
      return readToEnd(descriptor, status.size, path, limit);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw error instanceof PlimsollError ? error : readFailure(path, error);
  }
}

/** Reads to the end, whatever size was announced: a file may grow meanwhile. */
function readToEnd(descriptor: number, announced: number, path: string, limit: number): Uint8Array {
  // One byte more than announced shows the end without a second buffer.
  let buffer = Buffer.allocUnsafe(announced > 0 ? announced + 1 : CHUNK_BYTES);
  let length = 0;
  for (;;) {
    const count = readSync(descriptor, buffer, length, buffer.length - length, null);
    if (count === 0) return buffer.subarray(0, length);
    length += count;
    if (length > limit) throw tooLarge(path, limit);
    if (length === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
  }
}
