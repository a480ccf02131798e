/** The folders of `src`, from the floor to the front doors. A folder imports those below its own layer. */
export const LAYERS: readonly (readonly string[])[] = [
  ["base", "host"],
  ["dockerfile", "shell", "context", "pipeline", "reference", "oci", "version", "attestation", "base-image"],
  ["project", "stage", "layer-cache", "sbom", "vulnerability", "signing"],
  ["playbook", "restructure"],
  ["registry", "engine"],
  ["app", "report", "config"],
  ["cli", "lsp"],
];

/** The imports that stay within a layer, each with its reason in `docs/decisions/`. */
const SIDEWAYS: ReadonlySet<string> = new Set([
  "stage -> project",
  "layer-cache -> stage",
  "vulnerability -> sbom",
  "playbook -> restructure",
  "app -> config",
  // The host speaks in the floor's errors and limits.
  "host -> base",
]);

/** The layer of a folder, or -1 where the table does not name it. */
export function layerOf(folder: string): number {
  return LAYERS.findIndex((folders) => folders.includes(folder));
}

/** Why one folder may not import another, or undefined where it may. */
export function judgeEdge(from: string, to: string): string | undefined {
  if (from === to || SIDEWAYS.has(`${from} -> ${to}`)) return undefined;
  const [above, below] = [layerOf(from), layerOf(to)];
  if (below > above) return `${to} is a layer above ${from}`;
  if (below === above) return `${from} and ${to} share a layer, and this import is not listed`;
  // The front doors see tasks and the floor: inner types stay free to change.
  if (above === LAYERS.length - 1 && below !== above - 1 && below !== 0) {
    return `a front door imports tasks and the floor only, not ${to}`;
  }
  return undefined;
}

/** The folder of `src` that a path is in, or undefined for what lies elsewhere. */
export function folderOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1];
}
