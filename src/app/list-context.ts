import { displayText, type Problem } from "../base/index.ts";
import { type ContextListing, listContext } from "../context/index.ts";
import type { Host } from "../host/index.ts";

/** Which build context to list. */
export interface ListBuildContextOptions {
  /** The context folder. */
  readonly folder: string;
  /** The Dockerfile, whose own ignore file comes first; `Dockerfile` in the folder unless given. */
  readonly dockerfile?: string;
}

/** What a build would send, a path a line, or why the builder would stop. */
export type BuildContextList =
  | {
      readonly kind: "listed";
      /** The name of the ignore file that was obeyed; empty where there is none. */
      readonly ignoreFile: string;
      /** Paths sorted by bytes; folders end in `/`. Bytes that are no UTF-8 are shown as U+FFFD. */
      readonly lines: readonly string[];
      readonly problems: readonly Problem[];
    }
  | { readonly kind: "refused"; readonly reason: string; readonly problem: Problem };

/**
 * Lists what a build of a folder would send to the builder. Throws `host/not-found` or `host/not-a-folder`
 * where the folder is none, and `host/no-permission` where it may not be listed.
 */
export async function listBuildContext(
  host: Host,
  { folder, dockerfile }: ListBuildContextOptions,
): Promise<BuildContextList> {
  const listing: ContextListing = await listContext(host.files, folder, dockerfile);
  if (listing.kind === "refused") {
    return { kind: "refused", reason: reasonOf(listing.problem), problem: listing.problem };
  }
  const { ignoreFile, paths, problems } = listing;
  return { kind: "listed", ignoreFile, lines: paths.map(displayText), problems };
}

function reasonOf({ path, message }: Problem): string {
  return displayText(path === undefined ? message : `${path}: ${message}`);
}
