import { registryLimits } from "./limits.ts";

const COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const NAME = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

/** The domain of names that are written without one; engines ask its mirror for paths without a prefix. */
const DEFAULT_DOMAIN = "docker.io";
/** Other hosts of the default domain that clients still say. */
const DEFAULT_ALIASES = new Set([DEFAULT_DOMAIN, "index.docker.io", "registry-1.docker.io"]);

/** Whether a text is a tag. Spec: OCI distribution-spec, pulling manifests. */
export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** Whether a text is a repository name; what passes is safe as a relative path. */
export function isRepositoryName(text: string): boolean {
  return text.length <= registryLimits.nameCharacters && NAME.test(text);
}

/**
 * The path in front of all repositories of an image-name domain: empty for the default domain, otherwise the
 * domain itself, with an underscore for the colon before a port, which no domain holds. Undefined for what
 * cannot be such a prefix (an IPv6 address, a name without dot and port).
 */
export function mirrorPrefix(domain: string): string | undefined {
  const lower = domain.toLowerCase();
  if (DEFAULT_ALIASES.has(lower)) return "";
  const prefix = lower.replace(/:(?=\d+$)/, "_");
  const isApart = prefix.includes(".") || prefix !== lower;
  return isApart && !prefix.includes("/") && isRepositoryName(prefix) ? prefix : undefined;
}

/**
 * The one name under which a repository is kept, or undefined for what is no name. `asked` is the path of
 * the request; `domain` is its `ns` parameter, by which containerd tells a mirror which domain it stands in
 * for. The name that comes out means itself.
 */
export function resolveName(asked: string, domain?: string): string | undefined {
  if (!isRepositoryName(asked)) return undefined;
  const prefix = domain === undefined ? "" : mirrorPrefix(domain);
  if (prefix === undefined) return undefined;
  const full = prefix === "" || asked.startsWith(`${prefix}/`) ? asked : `${prefix}/${asked}`;
  const name = full.startsWith(`${DEFAULT_DOMAIN}/`) ? full.slice(DEFAULT_DOMAIN.length + 1) : full;
  return isRepositoryName(name) ? name : undefined;
}
