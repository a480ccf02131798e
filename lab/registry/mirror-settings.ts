import { mirrorPrefix } from "./repository-name.ts";

/** The domain of the names that engines ask any mirror for without a prefix. */
const DEFAULT_DOMAIN = "docker.io";

/** The part of a Docker engine's `daemon.json` that makes a registry the mirror of the default domain. */
export interface DaemonMirrorSettings {
  readonly "registry-mirrors": readonly string[];
  readonly "insecure-registries": readonly string[];
}

/** The name under which a mirror's client pushes what a reference of that domain pulls. */
export function mirrorLocation(address: string, domain: string): string {
  const prefix = mirrorPrefix(domain);
  if (prefix === undefined) throw new RangeError(`${domain} cannot be the prefix of a mirror's path`);
  return prefix === "" ? address : `${address}/${prefix}`;
}

/** The lines of `buildkitd.toml` that make a registry the mirror of some image-name domains. */
export function renderBuildkitMirrors(address: string, domains: readonly string[]): string {
  const mirrors = domains.map(
    (domain) => `[registry.${quote(domain)}]\n  mirrors = [${quote(mirrorLocation(address, domain))}]\n`,
  );
  return `${mirrors.join("")}[registry.${quote(address)}]\n  http = true\n`;
}

/**
 * The settings for `daemon.json`. The Docker engine has mirrors for the default domain alone: names of any
 * other one have to be in its own store, under their real names, before they are built on.
 */
export function daemonMirrors(address: string): DaemonMirrorSettings {
  return { "registry-mirrors": [`http://${address}`], "insecure-registries": [address] };
}

/** The whole `registries.conf` for podman and buildah: some domains through the mirror, short names as usual. */
export function renderRegistriesConf(address: string, domains: readonly string[]): string {
  const head = `unqualified-search-registries = [${quote(DEFAULT_DOMAIN)}]\nshort-name-mode = "permissive"\n`;
  const own = `\n[[registry]]\nlocation = ${quote(address)}\ninsecure = true\n`;
  const mirrors = domains.map((domain) =>
    [
      "",
      "[[registry]]",
      `prefix = ${quote(domain)}`,
      `location = ${quote(domain)}`,
      "[[registry.mirror]]",
      `location = ${quote(mirrorLocation(address, domain))}`,
      "insecure = true",
      "",
    ].join("\n"),
  );
  return `${head}${own}${mirrors.join("")}`;
}

/** A basic string of TOML: its escapes are JSON's for all that a domain can hold. */
function quote(text: string): string {
  return JSON.stringify(text);
}
