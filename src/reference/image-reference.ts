/** A name for an image with all that short forms leave out, except the default tag: see `resolvedText`. */
export interface ImageReference {
  /**
   * The registry's host with its port, or `docker.io` for Docker Hub. Empty where the first component looks
   * like a host and is none (`a_b.example/c`): the builder takes such a name as it stands, all of it a path.
   */
  readonly domain: string;
  /** The repository inside its registry, `library/` included for Docker Hub's official images. */
  readonly path: string;
  /** The tag as written; absent where none is, also when `latest` is what gets pulled. */
  readonly tag?: string;
  /** Algorithm and hexadecimal digits: `sha256:…`. It decides what is pulled, whatever the tag says. */
  readonly digest?: string;
}

const HUB = "docker.io";
const OFFICIAL = "library/";
const DEFAULT_TAG = "latest";

/** Registry and repository without tag and digest: `docker.io/library/debian`. */
export function repositoryName(reference: ImageReference): string {
  return reference.domain === "" ? reference.path : `${reference.domain}/${reference.path}`;
}

/** The whole reference in full, with the tag and digest it was given. It parses to the same reference. */
export function normalisedText(reference: ImageReference): string {
  return repositoryName(reference) + suffix(reference);
}

/** What a builder asks for: the whole reference, and the tag `latest` where it has neither tag nor digest. */
export function resolvedText(reference: ImageReference): string {
  const isNameOnly = reference.tag === undefined && reference.digest === undefined;
  return isNameOnly ? `${repositoryName(reference)}:${DEFAULT_TAG}` : normalisedText(reference);
}

/**
 * The short form that people know: `debian:13`. It is for display: where a namespace of Docker Hub reads
 * like a host (`docker.io/my.org/app`), the short form parses to something else.
 */
export function familiarText(reference: ImageReference): string {
  if (reference.domain !== HUB) return normalisedText(reference);
  const { path } = reference;
  const isOfficial = path.startsWith(OFFICIAL) && !path.includes("/", OFFICIAL.length);
  return (isOfficial ? path.slice(OFFICIAL.length) : path) + suffix(reference);
}

/** A domain and the rest of a reference, as the text means them: short names belong to Docker Hub. */
export function splitFamiliar(text: string): { readonly domain: string; readonly remainder: string } {
  const slash = text.indexOf("/");
  if (slash === -1) return { domain: HUB, remainder: OFFICIAL + text };
  const first = text.slice(0, slash);
  if (!meansDomain(first)) return { domain: HUB, remainder: text };
  // The old name of Docker Hub; registries and credentials know only the new one.
  const domain = first === "index.docker.io" ? HUB : first;
  const remainder = text.slice(slash + 1);
  const isOfficial = domain === HUB && !remainder.includes("/");
  return { domain, remainder: isOfficial ? OFFICIAL + remainder : remainder };
}

/** Whether the first of several components names a host. A namespace has no dots, colons or capitals. */
function meansDomain(component: string): boolean {
  return (
    component === "localhost" ||
    component === HUB ||
    component.includes(".") ||
    component.includes(":") ||
    component.toLowerCase() !== component
  );
}

function suffix(reference: ImageReference): string {
  const tag = reference.tag === undefined ? "" : `:${reference.tag}`;
  return reference.digest === undefined ? tag : `${tag}@${reference.digest}`;
}
