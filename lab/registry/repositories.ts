import { readFile } from "node:fs/promises";
import { type Digest, parseDigest } from "./digest.ts";
import { findGarbage } from "./garbage.ts";
import { blobPath, dropBlob, readIndex, repositoryNames, writeBlob, writeIndex } from "./layout.ts";
import { decodeManifest } from "./manifest.ts";
import type { KeptManifest, Repository } from "./repository.ts";

const EMPTY: Repository = { manifests: new Map(), tags: new Map() };
const INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
/** Where an OCI layout keeps a tag. Spec: OCI image-spec, image layout, index.json. */
const TAG_ANNOTATION = "org.opencontainers.image.ref.name";

/**
 * The repositories of one registry's folder. Each is read once and then kept; a change is on disk before
 * anyone sees it, and the changes of one repository wait for each other.
 */
export class Repositories {
  readonly #folder: string;
  readonly #known = new Map<string, Repository>();
  readonly #turns = new Map<string, Promise<void>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The repository of a name, or undefined where nobody pushed a manifest to it. */
  async find(name: string): Promise<Repository | undefined> {
    const known = this.#known.get(name) ?? (await readRepository(this.#folder, name));
    if (known === undefined) return undefined;
    // While it was read, somebody may have changed it.
    const latest = this.#known.get(name) ?? known;
    this.#known.set(name, latest);
    return latest;
  }

  /** The names of all repositories that somebody pushed a manifest to, in no order. */
  names(): Promise<readonly string[]> {
    return repositoryNames(this.#folder);
  }

  /** Keeps a manifest, and points a tag at it where one is given. */
  putManifest(name: string, manifest: KeptManifest, bytes: Uint8Array, tag?: string): Promise<void> {
    return this.#change(name, async ({ manifests, tags }) => {
      await writeBlob(this.#folder, name, manifest.digest, bytes);
      const digest = manifest.digest.text;
      return {
        manifests: new Map(manifests).set(digest, manifest),
        tags: tag === undefined ? tags : new Map(tags).set(tag, digest),
      };
    });
  }

  /** Takes a tag away and leaves its manifest. False where there is no such tag. */
  async deleteTag(name: string, tag: string): Promise<boolean> {
    let isFound = false;
    await this.#change(name, async ({ manifests, tags }) => {
      const left = new Map(tags);
      isFound = left.delete(tag);
      return isFound ? { manifests, tags: left } : undefined;
    });
    return isFound;
  }

  /** Takes a manifest away with all tags that lead to it. False where there is no such manifest. */
  async deleteManifest(name: string, digest: Digest): Promise<boolean> {
    let isFound = false;
    const remove = async ({ manifests, tags }: Repository) => {
      const left = new Map(manifests);
      isFound = left.delete(digest.text);
      if (!isFound) return undefined;
      return { manifests: left, tags: new Map([...tags].filter(([, target]) => target !== digest.text)) };
    };
    await this.#change(name, remove, async () => void (await dropBlob(this.#folder, name, digest)));
    return isFound;
  }

  /**
   * Takes away what nothing in a repository leads to, with its blobs, and returns how many manifests went. A push that
   * counts on one of the blobs meanwhile is refused at its end: it is for a time at which nobody pushes.
   */
  async collectGarbage(name: string): Promise<number> {
    let dropped: readonly Digest[] = [];
    let count = 0;
    const remove = async (before: Repository) => {
      const garbage = findGarbage(before);
      count = garbage.manifests.length;
      if (count === 0) return undefined;
      const digests = garbage.manifests.map(({ digest }) => digest);
      dropped = [...digests, ...garbage.blobs.flatMap((text) => parseDigest(text) ?? [])];
      const left = new Map(before.manifests);
      for (const { text } of digests) left.delete(text);
      return { manifests: left, tags: before.tags };
    };
    await this.#change(name, remove, async () => {
      for (const digest of dropped) await dropBlob(this.#folder, name, digest);
    });
    return count;
  }

  /** Waits for the changes before it, then carries one out and what follows it; undefined leaves all as it is. */
  #change(
    name: string,
    change: (before: Repository) => Promise<Repository | undefined>,
    follow: () => Promise<void> = async () => undefined,
  ): Promise<void> {
    const before = this.#turns.get(name) ?? Promise.resolve();
    const turn = before.then(async () => {
      const after = await change((await this.find(name)) ?? EMPTY);
      if (after === undefined) return;
      await writeIndex(this.#folder, name, encodeIndex(after));
      this.#known.set(name, after);
      await follow();
    });
    const settled = turn.catch(() => undefined);
    this.#turns.set(name, settled);
    void settled.then(() => {
      if (this.#turns.get(name) === settled) this.#turns.delete(name);
    });
    return turn;
  }
}

/** One descriptor for each tag, and one without a tag for each manifest that has none. */
function encodeIndex({ manifests, tags }: Repository): string {
  const tagged = [...tags].flatMap(([tag, digest]) => {
    const manifest = manifests.get(digest);
    return manifest === undefined ? [] : [{ ...describe(manifest), annotations: { [TAG_ANNOTATION]: tag } }];
  });
  const reached = new Set(tags.values());
  const others = [...manifests.values()].filter(({ digest }) => !reached.has(digest.text)).map(describe);
  const index = { schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [...tagged, ...others] };
  return `${JSON.stringify(index, undefined, 2)}\n`;
}

function describe({ mediaType, digest, size }: KeptManifest) {
  return { mediaType, digest: digest.text, size };
}

/** Reads a repository from its index. A manifest whose file is lost or damaged is as good as never pushed. */
async function readRepository(folder: string, name: string): Promise<Repository | undefined> {
  const text = await readIndex(folder, name);
  if (text === undefined) return undefined;
  const manifests = new Map<string, KeptManifest>();
  const tags = new Map<string, string>();
  for (const { mediaType, digest: digestText, annotations } of parseIndex(text)) {
    const digest = parseDigest(digestText);
    if (digest === undefined) continue;
    const manifest = manifests.get(digestText) ?? (await readManifest(folder, name, digest, mediaType));
    if (manifest === undefined) continue;
    manifests.set(digestText, manifest);
    const tag = annotations?.[TAG_ANNOTATION];
    if (tag !== undefined) tags.set(tag, digestText);
  }
  return { manifests, tags };
}

/** The registry's own file; only a hand that edited it can have given it another shape. */
interface IndexEntry {
  readonly mediaType: string;
  readonly digest: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

function parseIndex(text: string): readonly IndexEntry[] {
  const value: unknown = JSON.parse(text);
  const manifests = typeof value === "object" && value !== null ? Reflect.get(value, "manifests") : undefined;
  return Array.isArray(manifests) ? manifests.filter(isIndexEntry) : [];
}

function isIndexEntry(value: unknown): value is IndexEntry {
  if (typeof value !== "object" || value === null) return false;
  const annotations: unknown = Reflect.get(value, "annotations");
  return (
    typeof Reflect.get(value, "mediaType") === "string" &&
    typeof Reflect.get(value, "digest") === "string" &&
    (annotations === undefined || (typeof annotations === "object" && annotations !== null))
  );
}

async function readManifest(
  folder: string,
  name: string,
  digest: Digest,
  mediaType: string,
): Promise<KeptManifest | undefined> {
  try {
    const bytes = await readFile(blobPath(folder, name, digest));
    const decoded = decodeManifest(bytes, mediaType);
    return decoded.kind === "manifest" ? { ...decoded.manifest, digest, size: bytes.length } : undefined;
  } catch {
    return undefined;
  }
}
