import type { Digest } from "./digest.ts";
import type { Manifest } from "./manifest.ts";

/** A manifest that a repository has. */
export interface KeptManifest extends Manifest {
  readonly digest: Digest;
  readonly size: number;
}

/** A repository at one moment: its manifests by digest, and the digests of its tags. */
export interface Repository {
  readonly manifests: ReadonlyMap<string, KeptManifest>;
  readonly tags: ReadonlyMap<string, string>;
}
