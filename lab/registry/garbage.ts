import type { KeptManifest, Repository } from "./repository.ts";

/** What a repository has that nothing leads to. */
export interface Garbage {
  readonly manifests: readonly KeptManifest[];
  /** Digests of the blobs that those alone lead to, their own not among them. */
  readonly blobs: readonly string[];
}

/**
 * Finds the manifests without a tag that are in no index which stays, have no referrer and are none: what is left
 * when a tag is pushed anew. Whoever knows only the digest of such a one loses it.
 */
export function findGarbage({ manifests, tags }: Repository): Garbage {
  const left = new Map(manifests);
  const tagged = new Set(tags.values());
  // An index that goes lets go of its images: again, until nothing goes any more.
  for (let size = -1; size !== left.size; ) {
    size = left.size;
    const held = new Set(
      [...left.values()].flatMap(({ manifests: inside, subject }) => [...inside, subject]),
    );
    for (const [digest, { subject }] of left) {
      if (!tagged.has(digest) && !held.has(digest) && subject === undefined) left.delete(digest);
    }
  }
  const gone = [...manifests.values()].filter(({ digest }) => !left.has(digest.text));
  const needed = new Set([...left.keys(), ...[...left.values()].flatMap(({ blobs }) => blobs)]);
  const blobs = new Set(gone.flatMap((manifest) => manifest.blobs).filter((digest) => !needed.has(digest)));
  return { manifests: gone, blobs: [...blobs] };
}
