import type { Whether } from "../base/index.ts";

/** What engines differ in, by name. */
export const FEATURES = {
  "cache-mount": "RUN --mount=type=cache",
  "secret-mount": "RUN --mount=type=secret",
  "bind-mount": "RUN --mount=type=bind",
  "ssh-mount": "RUN --mount=type=ssh",
  "relative-mount": "mounts at a path below the working directory",
  heredoc: "heredocs",
  link: "COPY --link",
  "multi-platform": "images for several platforms",
  provenance: "provenance attestations",
  sbom: "SBOM attestations",
  "oci-export": "OCI layouts and archives",
  "cache-export": "export of the build cache",
  store: "a store of its own for images",
  run: "running containers",
} as const;

/** Something that an engine can or cannot do. */
export type Feature = keyof typeof FEATURES;

/** All features, in the order in which they are listed. */
export const FEATURE_NAMES = Object.keys(FEATURES) as readonly Feature[];

/** Whether an engine can do something; where it cannot, why, and what would help. */
export interface Support {
  readonly whether: Whether;
  readonly reason?: string;
  readonly hint?: string;
}

/** What an engine can do. */
export type Features = Readonly<Record<Feature, Support>>;

/** The support of something that an engine can do. */
export const YES: Support = { whether: "yes" };

/** Features of which all are supported but those named. */
export function allBut(lacking: Readonly<Partial<Record<Feature, Support>>>): Features {
  const all = Object.fromEntries(FEATURE_NAMES.map((name) => [name, YES])) as Record<Feature, Support>;
  return { ...all, ...lacking };
}

/** A feature that came with a version; one that cannot be read may have it. */
export function since(version: string, needed: string, what: string): Support {
  const order = compareVersions(version, needed);
  if (order === undefined) return { whether: "maybe", reason: `${what} does not say which version it is` };
  if (order >= 0) return YES;
  return {
    whether: "no",
    reason: `${what} ${version} is older than ${needed}`,
    hint: `update ${what} to ${needed}`,
  };
}

/** Orders two versions by their leading numbers; undefined where one has none, or is the 0.0.0 of a build without one. */
export function compareVersions(left: string, right: string): number | undefined {
  const [a, b] = [numbersOf(left), numbersOf(right)];
  if (a === undefined || b === undefined) return undefined;
  for (let at = 0; at < 3; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(version: string): readonly number[] | undefined {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
  if (match === null) return undefined;
  const numbers = match.slice(1).map((text) => Number(text ?? 0));
  return numbers.every((number) => number === 0) ? undefined : numbers;
}
