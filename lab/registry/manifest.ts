/** What the registry needs to know of a manifest; its bytes are kept as they came. */
export interface Manifest {
  readonly mediaType: string;
  /** What it is for: its own `artifactType`, or its configuration's media type. */
  readonly artifactType: string | undefined;
  readonly annotations: Readonly<Record<string, string>> | undefined;
  /** The digest of the manifest that this one says something about. */
  readonly subject: string | undefined;
  /** Digests of blobs and of manifests that must be there before it. */
  readonly blobs: readonly string[];
  readonly manifests: readonly string[];
}

/** What `decodeManifest` makes of bytes. */
export type DecodedManifest =
  | { readonly kind: "manifest"; readonly manifest: Manifest }
  | { readonly kind: "invalid"; readonly reason: string };

const IMAGES = new Set([
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
]);
const INDEXES = new Set([
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
]);

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Decodes the bytes of an image manifest or an index, of OCI or of Docker's schema 2; never throws.
 * `mediaType` is what the client calls it. Spec: OCI image-spec, manifest and image index.
 */
export function decodeManifest(bytes: Uint8Array, mediaType: string): DecodedManifest {
  if (!IMAGES.has(mediaType) && !INDEXES.has(mediaType))
    return invalid(`the media type ${JSON.stringify(mediaType)} is not that of an image manifest or index`);
  const value = parseJson(bytes);
  if (value === undefined) return invalid("it is not a JSON object in UTF-8");
  if (value.schemaVersion !== 2) return invalid("its schemaVersion is not 2");
  const own = value.mediaType;
  if (own !== undefined && own !== mediaType)
    return invalid(`it calls itself ${JSON.stringify(own)} and was sent as ${mediaType}`);
  const subject = readSubject(value.subject);
  if (subject === null) return invalid("its subject is not a descriptor");
  const common = {
    mediaType,
    subject,
    annotations: readAnnotations(value.annotations),
    artifactType: readText(value.artifactType),
  };
  return INDEXES.has(mediaType) ? decodeIndex(value, common) : decodeImage(value, common);
}

type Common = Omit<Manifest, "blobs" | "manifests">;

function decodeImage(value: JsonObject, common: Common): DecodedManifest {
  const { config, layers = [] } = value;
  if (!isDescriptor(config)) return invalid("its config is not a descriptor");
  if (!Array.isArray(layers) || !layers.every(isDescriptor)) return invalid("its layers are not descriptors");
  // Layers with addresses of their own are never pushed. Spec: OCI image-spec, non-distributable layers.
  const pushed = layers.filter(({ urls }) => !Array.isArray(urls) || urls.length === 0);
  return {
    kind: "manifest",
    manifest: {
      ...common,
      artifactType: common.artifactType ?? readText(config.mediaType),
      blobs: [config, ...pushed].map(({ digest }) => digest),
      manifests: [],
    },
  };
}

function decodeIndex(value: JsonObject, common: Common): DecodedManifest {
  const { manifests } = value;
  if (!Array.isArray(manifests) || !manifests.every(isDescriptor))
    return invalid("its manifests are not descriptors");
  return {
    kind: "manifest",
    manifest: { ...common, blobs: [], manifests: manifests.map(({ digest }) => digest) },
  };
}

/** A subject's digest, undefined where there is none, null where it is malformed. */
function readSubject(value: unknown): string | undefined | null {
  if (value === undefined || value === null) return undefined;
  return isDescriptor(value) ? value.digest : null;
}

function readAnnotations(value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isObject(value)) return undefined;
  const texts = Object.entries(value).flatMap(([key, text]) =>
    typeof text === "string" ? [[key, text] as const] : [],
  );
  return Object.fromEntries(texts);
}

function readText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isDescriptor(value: unknown): value is JsonObject & { readonly digest: string } {
  return isObject(value) && typeof value.digest === "string" && typeof value.size === "number";
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function invalid(reason: string): DecodedManifest {
  return { kind: "invalid", reason };
}
