import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Digest } from "./digest.ts";
import { type Exchange, methodRefused, type Registry, sendEmpty } from "./exchange.ts";
import { blobPath, blobSize, dropBlob } from "./layout.ts";
import { RegistryError } from "./registry-error.ts";

/** What a Range header asks for. */
type ByteRange =
  | { readonly kind: "whole" }
  | { readonly kind: "part"; readonly start: number; readonly end: number }
  | { readonly kind: "outside" };

/** Bytes read at once from a file on its way out. */
const READ_BYTES = 256 * 1024;

/** Serves a blob, whole or in part, or deletes it. Spec: OCI distribution-spec, pulling blobs, deleting blobs. */
export async function serveBlob(
  registry: Registry,
  exchange: Exchange,
  name: string,
  digest: Digest,
): Promise<void> {
  const { method } = exchange.request;
  if (method === "DELETE") return deleteBlob(registry, exchange, name, digest);
  if (method !== "GET" && method !== "HEAD") throw methodRefused(exchange, "HEAD, GET, DELETE");
  const size = await blobSize(registry.folder, name, digest);
  if (size === undefined) throw unknown(digest);
  await sendBlob(exchange, blobPath(registry.folder, name, digest), digest, size);
}

async function sendBlob(exchange: Exchange, path: string, digest: Digest, size: number): Promise<void> {
  const { request, response } = exchange;
  const headers = {
    "Content-Type": "application/octet-stream",
    "Docker-Content-Digest": digest.text,
    "Accept-Ranges": "bytes",
    ETag: `"${digest.text}"`,
  };
  const range = parseRange(request.method === "GET" ? request.headers.range : undefined, size);
  if (range.kind === "outside") {
    const message = `the blob has ${size} bytes, and ${request.headers.range} asks for none of them`;
    throw new RegistryError(416, "SIZE_INVALID", message, {
      headers: { "Content-Range": `bytes */${size}` },
    });
  }
  const { start, end } = range.kind === "part" ? range : { start: 0, end: size - 1 };
  const length = end - start + 1;
  const part = range.kind === "part" ? { "Content-Range": `bytes ${start}-${end}/${size}` } : undefined;
  response.writeHead(part === undefined ? 200 : 206, { ...headers, ...part, "Content-Length": length });
  if (request.method === "HEAD" || length === 0) response.end();
  else await pipeline(createReadStream(path, { start, end, highWaterMark: READ_BYTES }), response);
}

/**
 * Parses a Range header. What is no range of bytes, or several at once, asks for the whole: a server may
 * ignore the header. Spec: RFC 9110, range requests.
 */
export function parseRange(header: string | undefined, size: number): ByteRange {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "");
  if (match === null) return { kind: "whole" };
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return { kind: "whole" };
  if (first !== "" && last !== "" && Number(last) < Number(first)) return { kind: "whole" };
  const start = first === "" ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  return start > end ? { kind: "outside" } : { kind: "part", start, end };
}

async function deleteBlob(
  { folder, repositories }: Registry,
  exchange: Exchange,
  name: string,
  digest: Digest,
): Promise<void> {
  const repository = await repositories.find(name);
  if (repository?.manifests.has(digest.text) === true)
    throw new RegistryError(405, "UNSUPPORTED", "this is a manifest: delete it as one");
  if (!(await dropBlob(folder, name, digest))) throw unknown(digest);
  sendEmpty(exchange, 202);
}

function unknown(digest: Digest): RegistryError {
  const detail = { digest: digest.text };
  return new RegistryError(404, "BLOB_UNKNOWN", "the repository has no such blob", { detail });
}
