import { decodeSource, limits, PlimsollError } from "../base/index.ts";
import type { Host } from "../host/index.ts";
import type { BuiltImage, ImageLayer } from "./build-event.ts";
import { callProgram } from "./call.ts";
import { field, listOf, numberOf, readJson, textOf } from "./json-view.ts";

/** The text of a manifest or an index by its digest, or undefined where it is not at hand. */
export type ReadBlob = (digest: string) => Promise<string | undefined>;

const ARCHIVE_MILLISECONDS = 60_000;

/** An image of which nothing is known but, perhaps, its digest. */
export function unknownImage(digest: string | undefined): BuiltImage {
  return {
    digest,
    platforms: [],
    diskBytes: undefined,
    compressedBytes: undefined,
    layerCount: undefined,
    layers: [],
  };
}

/** Reads blobs of an image layout in a folder. Spec: OCI image-layout, blobs. */
export function layoutBlobs(host: Host, folder: string): ReadBlob {
  return async (digest) => {
    const blob = blobPath(digest);
    if (blob === undefined) return undefined;
    return decodeSource(await host.files.read(`${folder}/${blob}`, limits.imageDescriptionBytes));
  };
}

/**
 * What the manifests inside an archive say of its image. Layers are passed over: `tar` takes out the few small files
 * that are asked for. Where it cannot, or the archive holds no image layout, only `digest` is known.
 */
export async function readArchive(host: Host, path: string, digest: string | undefined): Promise<BuiltImage> {
  const take = async (name: string): Promise<string | undefined> => {
    // A colon before any slash would be the name of another machine to tar.
    const file = /^[./]/.test(path) ? path : `./${path}`;
    const { end, output } = await callProgram(host, ["tar", "-xOf", file, name], {
      milliseconds: ARCHIVE_MILLISECONDS,
    });
    return end.status === 0 ? output : undefined;
  };
  try {
    const index = readJson((await take("index.json")) ?? "");
    const top = digest ?? textOf(listOf(index, "manifests").at(-1), "digest");
    if (top === "") return unknownImage(digest);
    return await readManifests(top, async (one) => {
      const blob = blobPath(one);
      return blob === undefined ? undefined : take(blob);
    });
  } catch (error) {
    // The archive is there all the same, on a machine without tar.
    if (error instanceof PlimsollError) return unknownImage(digest);
    throw error;
  }
}

/** Where a blob lies in an image layout; undefined where a digest would lead elsewhere. */
function blobPath(digest: string): string | undefined {
  const [algorithm = "", hash = ""] = digest.split(":");
  const isDigest = /^[a-z0-9]+$/.test(algorithm) && /^[a-f0-9]+$/.test(hash);
  return isDigest ? `blobs/${algorithm}/${hash}` : undefined;
}

/**
 * What the manifests of an image say of it: platforms, and of the first platform the layers with their bytes as
 * pulled. Attestations, which stand beside images in an index, are no platform.
 */
export async function readManifests(digest: string, readBlob: ReadBlob): Promise<BuiltImage> {
  const top = readJson((await readBlob(digest)) ?? "");
  const entries = listOf(top, "manifests").filter((entry) => textOf(entry, "platform", "os") !== "unknown");
  const first = entries[0];
  const manifest = first === undefined ? top : readJson((await readBlob(textOf(first, "digest"))) ?? "");
  const layers = listOf(manifest, "layers");
  if (layers.length === 0 && field(manifest, "config") === undefined) return unknownImage(digest);
  const config = readJson((await readBlob(textOf(manifest, "config", "digest"))) ?? "");
  const history = readHistory(config);
  const sizes = layers.map((layer) => numberOf(layer, "size"));
  return {
    digest,
    platforms:
      entries.length === 0
        ? [platformOf(config)]
        : entries.map((entry) => platformOf(field(entry, "platform"))),
    diskBytes: undefined,
    compressedBytes: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    layerCount: layers.length,
    layers: sizes.map(
      (compressed, at): ImageLayer => ({ madeBy: history[at] ?? "", bytes: undefined, compressed }),
    ),
  };
}

function readHistory(config: unknown): readonly string[] {
  return listOf(config, "history")
    .filter((entry) => field(entry, "empty_layer") !== true)
    .map((entry) => textOf(entry, "created_by"));
}

function platformOf(platform: unknown): string {
  const parts = ["os", "architecture", "variant"].map((name) => textOf(platform, name));
  return parts.filter((part) => part !== "").join("/");
}
