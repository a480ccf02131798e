import { join } from "node:path";
import { writeAside } from "./aside.ts";
import type { LabPaths } from "./folder.ts";
import { readText } from "./process.ts";

/** The versions of each part: `{ docker: { containerd: "2.1.9+ds1-5", … }, … }`. */
export type Versions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Reads which versions this lab was made of. */
export function readVersions(paths: LabPaths): Versions {
  const text = readText(versionsPath(paths));
  return text === "" ? {} : JSON.parse(text);
}

/** Records the versions of one part in the lab's `versions.json`. */
export function noteVersions(
  paths: LabPaths,
  part: string,
  versions: Readonly<Record<string, string>>,
): void {
  const all = { ...readVersions(paths), [part]: versions };
  writeAside(versionsPath(paths), `${JSON.stringify(all, undefined, 2)}\n`);
}

/** One line for a reader: `containerd 2.1.9, docker.io 28.5.2`, the revisions of Debian left out. */
export function renderVersions(versions: Readonly<Record<string, string>> = {}): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version.replace(/[+-](ds|dfsg|deb|really).*|-\d.*$/, "")}`)
    .join(", ");
}

function versionsPath(paths: LabPaths): string {
  return join(paths.root, "versions.json");
}
