import { decodeSource, limits } from "../base/index.ts";
import type { Host } from "../host/index.ts";
import type { BuiltImage, ImageLayer } from "./build-event.ts";
import { field, listOf, numberOf, readJson, textOf } from "./json-view.ts";

/** The text of a manifest or an index by its digest, or undefined where it is not at hand. */
export type ReadBlob = (digest: string) => Promise<string | undefined>;

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
    const [algorithm = "", hash = ""] = digest.split(":");
    if (!/^[a-z0-9]+$/.test(algorithm) || !/^[a-f0-9]+$/.test(hash)) return undefined;
    const path = `${folder}/blobs/${algorithm}/${hash}`;
    return decodeSource(await host.files.read(path, limits.imageDescriptionBytes));
  };
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
