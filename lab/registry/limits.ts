/** Bounds on what the registry takes from outside; each comment says why the number is what it is. */
export const registryLimits = {
  /** Bytes of one manifest: the size that every registry should take. Spec: OCI distribution-spec, pushing manifests. */
  manifestBytes: 4 * 1024 * 1024,
  /** Bytes of one blob: far above any layer here, so that an endless body stops before the disk is full. */
  blobBytes: 64 * 1024 ** 3,
  /** Uploads that are open at once, each with a file descriptor. Engines push five layers of an image at a time. */
  uploads: 256,
  /** Milliseconds after which an upload that nobody touched makes room for a new one. */
  idleUpload: 60 * 60 * 1000,
  /** Entries of one page of tags, repositories or referrers, also where more are asked for. */
  pageEntries: 1_000,
  /** Characters of a repository name: the kernel's and every client's bound. Spec: OCI distribution-spec, pulling manifests. */
  nameCharacters: 255,
  /** Repositories that the catalog walks over. */
  repositories: 100_000,
  /** Milliseconds for which the rest of a refused body is read, so that its client gets to the answer. */
  draining: 5_000,
  /** Milliseconds that requests under way have to come to their end when the registry is closed. */
  closing: 5_000,
} as const;
