import type { Problem } from "../base/index.ts";
import type { Host } from "../host/index.ts";
import { type ListBuildContextOptions, listBuildContext } from "./list-context.ts";

/** What one entry at the top of a context weighs, all below it included. */
export interface WeighedEntry {
  /** The name; folders end in `/`. */
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
}

/** What a build would send, by the entries at the top of the context, or why the builder would stop. */
export type BuildContextWeight =
  | {
      readonly kind: "weighed";
      readonly folder: string;
      /** The name of the ignore file that was obeyed; empty where there is none. */
      readonly ignoreFile: string;
      /** The heaviest first. */
      readonly entries: readonly WeighedEntry[];
      readonly problems: readonly Problem[];
    }
  | { readonly kind: "refused"; readonly reason: string; readonly problem: Problem };

/** Weighs what a build of a folder would send. Throws as `listBuildContext`. */
export async function weighBuildContext(
  host: Host,
  options: ListBuildContextOptions,
): Promise<BuildContextWeight> {
  const listed = await listBuildContext(host, options);
  if (listed.kind === "refused") return listed;
  const entries = new Map<string, { files: number; bytes: number }>();
  for (const path of listed.lines) {
    if (path.endsWith("/")) continue;
    const slash = path.indexOf("/");
    const name = slash === -1 ? path : path.slice(0, slash + 1);
    const entry = entries.get(name) ?? { files: 0, bytes: 0 };
    entry.files++;
    entry.bytes += (await host.files.status(`${options.folder}/${path}`))?.bytes ?? 0;
    entries.set(name, entry);
  }
  const sorted = [...entries].map(([name, entry]) => ({ name, ...entry }));
  sorted.sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
  const { ignoreFile, problems } = listed;
  return { kind: "weighed", folder: options.folder, ignoreFile, entries: sorted, problems };
}
