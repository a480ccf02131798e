/** The groups that practices are shown in. */
export type PracticeGroup = "small" | "fast" | "secure" | "well behaved" | "works" | "well formed";

/** A line of the checklist. */
export interface Practice {
  readonly name: string;
  readonly group: PracticeGroup;
  /** What is so where the practice is kept, as a sentence without a full stop. */
  readonly promise: string;
}

/** All practices, in the order of the checklist. */
export const PRACTICES = [
  { name: "multi-stage", group: "small", promise: "Build tools stay out of the shipped image" },
  {
    name: "minimal-base",
    group: "small",
    promise: "The shipped image starts from slim, distroless or scratch",
  },
  { name: "lean-layers", group: "small", promise: "Nothing is left in a layer that the image does not need" },
  { name: "lean-context", group: "small", promise: "Only what the build reads is sent" },
  { name: "size-budget", group: "small", promise: "The image stays under its stack's target" },
  { name: "layer-order", group: "fast", promise: "What changes rarely comes first" },
  { name: "cache-mounts", group: "fast", promise: "Package caches survive across builds" },
  { name: "reproducible-install", group: "fast", promise: "The same input installs the same thing" },
  {
    name: "pinned-base",
    group: "secure",
    promise: "Bases have a tag and a digest, are alive and kept fresh",
  },
  { name: "non-root", group: "secure", promise: "The application runs as a user without privileges" },
  {
    name: "no-secrets",
    group: "secure",
    promise: "No secret reaches a layer, an argument or the environment",
  },
  {
    name: "scanned",
    group: "secure",
    promise: "Every image is scanned before it ships, and findings stop it",
  },
  { name: "sbom", group: "secure", promise: "Every image says what is in it and how it was built" },
  { name: "signed", group: "secure", promise: "Images are signed by digest and verified by identity" },
  { name: "tagged", group: "secure", promise: "Deployed images have a tag or digest of their own" },
  {
    name: "healthcheck",
    group: "well behaved",
    promise: "The image says whether it is healthy, with a tool it has",
  },
  { name: "clean-shutdown", group: "well behaved", promise: "Signals reach the application" },
  { name: "stdout-logging", group: "well behaved", promise: "Logs go to standard output, unbuffered" },
  { name: "configuration", group: "well behaved", promise: "Arguments at build, environment at run" },
  {
    name: "orchestrated",
    group: "well behaved",
    promise: "Kubernetes and compose get probes, limits and rights",
  },
  { name: "works", group: "works", promise: "The file builds, and what it starts is there" },
  { name: "well-formed", group: "well formed", promise: "The text says what it means" },
] as const satisfies readonly Practice[];

/** The name of a practice. */
export type PracticeName = (typeof PRACTICES)[number]["name"];

/** The practice of a name, or undefined. */
export function findPractice(name: string): Practice | undefined {
  return PRACTICES.find((practice) => practice.name === name);
}
