import { parseDigest } from "./digest.ts";
import { bodyOf, type Exchange, methodRefused, parseCount, type Registry, sendEmpty } from "./exchange.ts";
import { blobSize, mountBlob } from "./layout.ts";
import { RegistryError } from "./registry-error.ts";
import { resolveName } from "./repository-name.ts";
import { readDigest } from "./route.ts";
import { type Chunk, uploadHeaders } from "./uploads.ts";

/**
 * Serves POST to a repository's uploads: a mount of another repository's blob, a whole blob in one request,
 * or the start of an upload. Spec: OCI distribution-spec, pushing blobs, mounting blobs.
 */
export async function serveUploads(registry: Registry, exchange: Exchange, name: string): Promise<void> {
  const { request, query } = exchange;
  if (request.method !== "POST") throw methodRefused(exchange, "POST");
  const mounted = query.get("mount");
  if (mounted !== null && (await mount(registry, exchange, name, mounted))) return;
  const digest = query.get("digest");
  if (digest === null) {
    const upload = await registry.uploads.start(name);
    sendEmpty(exchange, 202, uploadHeaders(upload));
    return;
  }
  const parsed = readDigest(digest);
  const { uploads } = registry;
  const { id } = await uploads.start(name);
  try {
    await uploads.finish(name, id, { body: bodyOf(exchange), bytes: contentLength(exchange) }, parsed);
  } catch (error) {
    // Nobody was told of this upload, so nobody could go on with it.
    await uploads.cancel(name, id).catch(() => undefined);
    throw error;
  }
  sendCreated(exchange, name, digest);
}

/** Serves one upload: its state, a chunk, its end, its cancellation. Spec: OCI distribution-spec, pushing a blob in chunks. */
export async function serveUpload(
  { uploads }: Registry,
  exchange: Exchange,
  name: string,
  id: string,
): Promise<void> {
  switch (exchange.request.method) {
    case "GET":
      sendEmpty(exchange, 204, uploadHeaders(uploads.find(name, id)));
      return;
    case "PATCH": {
      uploads.find(name, id);
      const { chunk, start } = readChunk(exchange);
      sendEmpty(exchange, 202, uploadHeaders(await uploads.append(name, id, chunk, start)));
      return;
    }
    case "PUT": {
      uploads.find(name, id);
      const digest = readDigest(exchange.query.get("digest"));
      const { chunk, start } = readChunk(exchange);
      await uploads.finish(name, id, chunk, digest, start);
      sendCreated(exchange, name, digest.text);
      return;
    }
    case "DELETE":
      await uploads.cancel(name, id);
      sendEmpty(exchange, 204);
      return;
    default:
      throw methodRefused(exchange, "GET, PATCH, PUT, DELETE");
  }
}

/** Mounts a blob and answers, or says that an upload has to do: so the specification wants it. */
async function mount(registry: Registry, exchange: Exchange, name: string, text: string): Promise<boolean> {
  const digest = parseDigest(text);
  if (digest === undefined) return false;
  const { query } = exchange;
  const from = resolveName(query.get("from") ?? "", query.get("ns") ?? undefined);
  const isThere = (await blobSize(registry.folder, name, digest)) !== undefined;
  if (!isThere && (from === undefined || !(await mountBlob(registry.folder, from, name, digest))))
    return false;
  sendCreated(exchange, name, digest.text);
  return true;
}

function sendCreated(exchange: Exchange, name: string, digest: string): void {
  const headers = { Location: `/v2/${name}/blobs/${digest}`, "Docker-Content-Digest": digest };
  sendEmpty(exchange, 201, headers);
}

/** The body as a chunk, its length and place checked as far as the headers tell them. */
function readChunk(exchange: Exchange): { readonly chunk: Chunk; readonly start: number | undefined } {
  const range = exchange.request.headers["content-range"];
  const length = contentLength(exchange);
  const body = bodyOf(exchange);
  if (range === undefined) return { chunk: { body, bytes: length }, start: undefined };
  // Without a unit, as the specification writes it, or as HTTP does.
  const match = /^(?:bytes[ =])?(\d{1,15})-(\d{1,15})(?:\/(?:\d+|\*))?$/.exec(range);
  const [start, end] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || end < start)
    throw new RegistryError(
      416,
      "BLOB_UPLOAD_INVALID",
      `no Content-Range is written ${JSON.stringify(range)}`,
    );
  const bytes = end - start + 1;
  if (length !== undefined && length !== bytes)
    throw new RegistryError(
      400,
      "SIZE_INVALID",
      `Content-Range tells ${bytes} bytes, Content-Length ${length}`,
    );
  return { chunk: { body, bytes }, start };
}

function contentLength({ request }: Exchange): number | undefined {
  return parseCount(request.headers["content-length"]);
}
