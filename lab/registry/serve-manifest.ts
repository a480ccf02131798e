import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { type Digest, digestOf, parseDigest } from "./digest.ts";
import { bodyOf, type Exchange, methodRefused, type Registry, sendEmpty } from "./exchange.ts";
import { blobPath, blobSize } from "./layout.ts";
import { registryLimits } from "./limits.ts";
import { decodeManifest, type Manifest } from "./manifest.ts";
import { RegistryError } from "./registry-error.ts";
import type { KeptManifest } from "./repository.ts";
import { isTag } from "./repository-name.ts";

/** Where a request to a manifest goes. */
interface Place {
  readonly name: string;
  /** A tag or a digest, as it was asked for. */
  readonly reference: string;
}

/** Serves a manifest by tag or digest. Spec: OCI distribution-spec, pulling, pushing and deleting manifests. */
export async function serveManifest(registry: Registry, exchange: Exchange, place: Place): Promise<void> {
  switch (exchange.request.method) {
    case "GET":
    case "HEAD":
      return sendManifest(registry, exchange, place);
    case "PUT":
      return putManifest(registry, exchange, place);
    case "DELETE":
      return deleteManifest(registry, exchange, place);
    default:
      throw methodRefused(exchange, "HEAD, GET, PUT, DELETE");
  }
}

async function sendManifest(registry: Registry, exchange: Exchange, place: Place): Promise<void> {
  const { request, response } = exchange;
  const { digest, mediaType, size } = await findManifest(registry, place);
  response.writeHead(200, {
    "Content-Type": mediaType,
    "Content-Length": size,
    "Docker-Content-Digest": digest.text,
    ETag: `"${digest.text}"`,
  });
  if (request.method === "HEAD") response.end();
  else await pipeline(createReadStream(blobPath(registry.folder, place.name, digest)), response);
}

async function findManifest({ repositories }: Registry, { name, reference }: Place): Promise<KeptManifest> {
  const repository = await repositories.find(name);
  if (repository === undefined)
    throw new RegistryError(404, "NAME_UNKNOWN", "there is no such repository", { detail: { name } });
  const manifest = repository.manifests.get(repository.tags.get(reference) ?? reference);
  if (manifest === undefined) throw unknown(reference);
  return manifest;
}

async function putManifest(registry: Registry, exchange: Exchange, place: Place): Promise<void> {
  const { name, reference } = place;
  const asked = parseDigest(reference);
  if (asked === undefined && reference.includes(":"))
    throw new RegistryError(400, "DIGEST_INVALID", "this is no digest of sha256 or sha512");
  if (asked === undefined && !isTag(reference))
    throw new RegistryError(400, "TAG_INVALID", "this is neither a tag nor a digest", {
      detail: { reference },
    });
  const bytes = await readBody(exchange);
  const digest = digestOf(bytes, asked?.algorithm);
  if (asked !== undefined && asked.text !== digest.text) {
    const detail = { digest: asked.text };
    throw new RegistryError(400, "DIGEST_INVALID", `the manifest has the digest ${digest.text}`, { detail });
  }
  const decoded = decodeManifest(bytes, mediaTypeOf(exchange));
  if (decoded.kind === "invalid") throw new RegistryError(400, "MANIFEST_INVALID", decoded.reason);
  const { manifest } = decoded;
  await checkReferences(registry, name, manifest);
  const kept = { ...manifest, digest, size: bytes.length };
  await registry.repositories.putManifest(name, kept, bytes, asked === undefined ? reference : undefined);
  sendEmpty(exchange, 201, {
    Location: `/v2/${name}/manifests/${digest.text}`,
    "Docker-Content-Digest": digest.text,
    ...(manifest.subject === undefined ? undefined : { "OCI-Subject": manifest.subject }),
  });
}

/** Everything that a manifest leads to must be there before it, but for its subject, which may come later. */
async function checkReferences(
  { folder, repositories }: Registry,
  name: string,
  manifest: Manifest,
): Promise<void> {
  if (manifest.subject !== undefined) parseReferenced(manifest.subject);
  for (const text of new Set(manifest.blobs)) {
    if ((await blobSize(folder, name, parseReferenced(text))) === undefined) throw missing(text, "blob");
  }
  const repository = await repositories.find(name);
  for (const text of manifest.manifests) {
    if (repository?.manifests.has(parseReferenced(text).text) !== true) throw missing(text, "manifest");
  }
}

function parseReferenced(text: string): Digest {
  const digest = parseDigest(text);
  if (digest !== undefined) return digest;
  throw new RegistryError(400, "MANIFEST_INVALID", "it names a digest that is none", {
    detail: { digest: text },
  });
}

function missing(digest: string, what: string): RegistryError {
  const message = `the manifest leads to a ${what} that this repository does not have`;
  return new RegistryError(400, "MANIFEST_BLOB_UNKNOWN", message, { detail: { digest } });
}

/** The media type without parameters; none is the one of the body's own choice, which is then no type here. */
function mediaTypeOf({ request }: Exchange): string {
  return (request.headers["content-type"] ?? "").split(";", 1)[0]?.trim() ?? "";
}

async function readBody(exchange: Exchange): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of bodyOf(exchange)) {
    size += part.length;
    if (size > registryLimits.manifestBytes) {
      const message = `a manifest has at most ${registryLimits.manifestBytes} bytes here`;
      throw new RegistryError(413, "MANIFEST_INVALID", message);
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function deleteManifest(
  { repositories }: Registry,
  exchange: Exchange,
  { name, reference }: Place,
): Promise<void> {
  const digest = parseDigest(reference);
  const isDone =
    digest === undefined
      ? await repositories.deleteTag(name, reference)
      : await repositories.deleteManifest(name, digest);
  if (!isDone) throw unknown(reference);
  sendEmpty(exchange, 202);
}

function unknown(reference: string): RegistryError {
  const detail = { reference };
  return new RegistryError(404, "MANIFEST_UNKNOWN", "the repository has no such manifest", { detail });
}
