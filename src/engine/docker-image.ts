import type { Host } from "../host/index.ts";
import type { BuiltImage, ImageLayer } from "./build-event.ts";
import { callProgram } from "./call.ts";
import { unknownImage } from "./image-layout.ts";
import { field, listOf, numberOf, readJson, textOf } from "./json-view.ts";

const MILLISECONDS = 20_000;

/**
 * What Docker's or podman's store tells of an image, by its command line. What cannot be asked is left unknown:
 * the image is built all the same.
 */
export async function readStoredImage(
  host: Host,
  file: "docker" | "podman",
  image: string,
): Promise<BuiltImage> {
  const call = async (...words: readonly string[]): Promise<string> => {
    const result = await callProgram(host, [file, ...words], { milliseconds: MILLISECONDS });
    return result.end.status === 0 ? result.output : "";
  };
  const [inspected] = [readJson(await call("image", "inspect", image))].flat();
  if (inspected === undefined) return unknownImage(undefined);
  const history = await call("history", "--no-trunc", "--human=false", "--format", "json", image);
  const layers = readHistory(history);
  const size = numberOf(inspected, "Size");
  // Docker's containerd store tells the bytes as pulled here, every other store the bytes on disk.
  const isPulledSize = file === "docker" && field(inspected, "Descriptor") !== undefined;
  const sum = layers.reduce((total, { bytes }) => total + (bytes ?? 0), 0);
  return {
    digest: digestOf(inspected, file),
    platforms: [platformOf(inspected)].filter((platform) => platform !== ""),
    diskBytes: isPulledSize ? (layers.length === 0 ? undefined : sum) : size,
    compressedBytes: isPulledSize ? size : undefined,
    layerCount: listOf(inspected, "RootFS", "Layers").length,
    layers: layers.filter(({ bytes }) => bytes !== 0),
  };
}

function digestOf(inspected: unknown, file: "docker" | "podman"): string | undefined {
  if (file === "podman") return textOf(inspected, "Digest") || undefined;
  return textOf(inspected, "Descriptor", "digest") || textOf(inspected, "Id") || undefined;
}

function platformOf(inspected: unknown): string {
  const parts = ["Os", "Architecture", "Variant"].map((name) => textOf(inspected, name));
  return parts.filter((part) => part !== "").join("/");
}

/** Docker prints an object a line, podman one list; both start with the newest. */
function readHistory(text: string): readonly ImageLayer[] {
  const whole = readJson(text);
  const entries = Array.isArray(whole) ? whole : text.split("\n").map(readJson);
  return entries
    .filter((entry) => entry !== undefined)
    .map((entry): ImageLayer => {
      const bytes = numberOf(entry, "size") ?? Number(textOf(entry, "Size") || Number.NaN);
      return {
        madeBy: textOf(entry, "CreatedBy"),
        bytes: Number.isFinite(bytes) ? bytes : undefined,
        compressed: undefined,
      };
    })
    .reverse();
}
