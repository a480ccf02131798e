import { createHash, type Hash, randomUUID } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { type Digest, hashFile } from "./digest.ts";
import { keepBlob, scratchPath } from "./layout.ts";
import { registryLimits } from "./limits.ts";
import { RegistryError } from "./registry-error.ts";

/** Bytes on their way to a blob. */
export interface Upload {
  readonly id: string;
  readonly name: string;
  /** Bytes that came in whole chunks; a chunk that broke off does not count. */
  readonly size: number;
}

/** A body as it streams in, and how many bytes it must have where that was said. */
export interface Chunk {
  readonly body: AsyncIterable<Buffer>;
  readonly bytes: number | undefined;
}

/** The headers that tell a client where an upload goes on, and how far it is. */
export function uploadHeaders({ name, id, size }: Upload): Readonly<Record<string, string>> {
  return {
    Location: `/v2/${name}/blobs/uploads/${id}`,
    // Inclusive, so that nothing and one byte look alike: every client lives with it.
    Range: `0-${Math.max(size - 1, 0)}`,
    "Docker-Upload-UUID": id,
  };
}

interface OpenUpload {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly handle: FileHandle;
  size: number;
  hash: Hash;
  touched: number;
  turn: Promise<unknown>;
}

/**
 * The uploads that are under way. Bytes go to a scratch file and through the hash as they come, and into a
 * repository only as a whole that has its digest. Requests to one upload wait for each other.
 */
export class Uploads {
  readonly #folder: string;
  readonly #open = new Map<string, OpenUpload>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Starts an upload to a repository. */
  async start(name: string): Promise<Upload> {
    await this.#makeRoom();
    const path = scratchPath(this.#folder);
    const handle = await open(path, "wx");
    const upload: OpenUpload = {
      ...{ id: randomUUID(), name, path, handle, size: 0 },
      ...{ hash: createHash("sha256"), touched: Date.now(), turn: Promise.resolve() },
    };
    this.#open.set(upload.id, upload);
    return upload;
  }

  /** The upload of an id, if it goes to that repository and is not over. */
  find(name: string, id: string): Upload {
    return this.#find(name, id);
  }

  /** Appends a chunk: all of it, or, where it breaks off, nothing. `start` is where it says it belongs. */
  append(name: string, id: string, chunk: Chunk, start: number | undefined): Promise<Upload> {
    return this.#inTurn(name, id, async (upload) => {
      checkStart(upload, start);
      await receive(upload, chunk);
      return upload;
    });
  }

  /**
   * Appends the last chunk and keeps the blob if it has its digest. An upload whose bytes have another is
   * over; one whose last chunk broke off can be gone on with.
   */
  finish(name: string, id: string, chunk: Chunk, digest: Digest, start?: number): Promise<void> {
    return this.#inTurn(name, id, async (upload) => {
      checkStart(upload, start);
      await receive(upload, chunk);
      const actual = await digestHex(upload, digest.algorithm);
      if (actual !== digest.hex) {
        await this.#discard(upload);
        const message = `the ${upload.size} bytes that came have the digest ${digest.algorithm}:${actual}`;
        throw new RegistryError(400, "DIGEST_INVALID", message, { detail: { digest: digest.text } });
      }
      await upload.handle.datasync();
      await keepBlob(this.#folder, upload.name, digest, upload.path);
      await this.#discard(upload);
    });
  }

  /** Ends an upload and throws its bytes away. */
  cancel(name: string, id: string): Promise<void> {
    return this.#inTurn(name, id, (upload) => this.#discard(upload));
  }

  /** Ends all uploads. No request may be under way any more. */
  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((upload) => this.#discard(upload)));
  }

  #find(name: string, id: string): OpenUpload {
    const upload = this.#open.get(id);
    if (upload !== undefined && upload.name === name) return upload;
    throw new RegistryError(404, "BLOB_UPLOAD_UNKNOWN", "no such upload is under way here");
  }

  async #inTurn<T>(name: string, id: string, work: (upload: OpenUpload) => Promise<T>): Promise<T> {
    const upload = this.#find(name, id);
    const turn = upload.turn.then(() => {
      upload.touched = Date.now();
      // The request before this one may have ended it.
      return work(this.#find(name, id));
    });
    upload.turn = turn.catch(() => undefined);
    return turn;
  }

  async #makeRoom(): Promise<void> {
    if (this.#open.size < registryLimits.uploads) return;
    const oldest = Date.now() - registryLimits.idleUpload;
    const idle = [...this.#open.values()].filter(({ touched }) => touched < oldest);
    await Promise.all(idle.map((upload) => this.#discard(upload)));
    if (this.#open.size < registryLimits.uploads) return;
    const message = `${registryLimits.uploads} uploads are under way, which is as many as this registry takes`;
    throw new RegistryError(429, "TOOMANYREQUESTS", message);
  }

  async #discard(upload: OpenUpload): Promise<void> {
    this.#open.delete(upload.id);
    await upload.handle.close();
    await rm(upload.path, { force: true });
  }
}

/** Writes a body behind what is there. Whatever goes wrong, file and hash are as they were before it. */
async function receive(upload: OpenUpload, { body, bytes }: Chunk): Promise<void> {
  const hash = upload.hash.copy();
  const most = Math.min(bytes ?? Number.POSITIVE_INFINITY, registryLimits.blobBytes - upload.size);
  let end = upload.size;
  try {
    for await (const part of body) {
      if (end + part.length - upload.size > most) throw tooLong(bytes);
      const written = writeFully(upload.handle, part, end);
      hash.update(part);
      await written;
      end += part.length;
    }
    if (bytes !== undefined && end - upload.size !== bytes)
      throw new RegistryError(
        400,
        "SIZE_INVALID",
        `${bytes} bytes were announced, ${end - upload.size} came`,
      );
  } catch (error) {
    await upload.handle.truncate(upload.size);
    throw error;
  }
  upload.hash = hash;
  upload.size = end;
}

function tooLong(bytes: number | undefined): RegistryError {
  return bytes === undefined
    ? new RegistryError(413, "SIZE_INVALID", `a blob has at most ${registryLimits.blobBytes} bytes here`)
    : new RegistryError(400, "SIZE_INVALID", `${bytes} bytes were announced, and more came`);
}

async function writeFully(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

function checkStart(upload: OpenUpload, start: number | undefined): void {
  if (start === undefined || start === upload.size) return;
  const message = `the next byte of this upload is number ${upload.size}, and the chunk starts at ${start}`;
  throw new RegistryError(416, "BLOB_UPLOAD_INVALID", message, { headers: uploadHeaders(upload) });
}

async function digestHex(upload: OpenUpload, algorithm: Digest["algorithm"]): Promise<string> {
  // Only the usual algorithm is computed on the way: the client names another one at the very end.
  return algorithm === "sha256" ? upload.hash.copy().digest("hex") : hashFile(upload.path, algorithm);
}
