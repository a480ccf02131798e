import { readSync } from "node:fs";
import { tooLarge } from "../error.ts";
import { nodeErrorCode, readFailure } from "./failure.ts";
import { waitForDescriptor } from "./wait.ts";

const CHUNK_BYTES = 64 * 1024;

/** All bytes of standard input. Throws `host/too-large` beyond `limit`, `host/unreadable` where it is closed. */
export async function readWholeInput(limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const count = readChunk(chunk);
    if (count === 0) return Buffer.concat(chunks, length);
    length += count;
    if (length > limit) throw tooLarge("<stdin>", limit);
    chunks.push(chunk.subarray(0, count));
  }
}

/** Reads what is there, waiting for it; 0 at the end. */
function readChunk(chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(0, chunk);
    } catch (error) {
      const code = nodeErrorCode(error);
      if (code === "EOF") return 0; // Windows says so where others return nothing.
      if (code !== "EAGAIN") throw readFailure("<stdin>", error);
      waitForDescriptor(); // Another process made the pipe non-blocking.
    }
  }
}
