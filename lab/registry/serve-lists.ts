import type { Digest } from "./digest.ts";
import {
  type Exchange,
  type Headers,
  methodRefused,
  parseCount,
  type Registry,
  sendJson,
} from "./exchange.ts";
import { registryLimits } from "./limits.ts";
import { RegistryError } from "./registry-error.ts";

const INDEX_TYPE = "application/vnd.oci.image.index.v1+json";

/** Serves the tags of a repository. Spec: OCI distribution-spec, listing tags. */
export async function serveTags({ repositories }: Registry, exchange: Exchange, name: string): Promise<void> {
  checkMethod(exchange);
  const repository = await repositories.find(name);
  if (repository === undefined)
    throw new RegistryError(404, "NAME_UNKNOWN", "there is no such repository", { detail: { name } });
  const { entries, headers } = page(exchange, `/v2/${name}/tags/list`, [...repository.tags.keys()]);
  sendJson(exchange, 200, { name, tags: entries }, headers);
}

/** Serves the names of all repositories with manifests: not in the specification, and known to every client. */
export async function serveCatalog({ repositories }: Registry, exchange: Exchange): Promise<void> {
  checkMethod(exchange);
  const { entries, headers } = page(exchange, "/v2/_catalog", await repositories.names());
  sendJson(exchange, 200, { repositories: entries }, headers);
}

/**
 * Serves an index of the manifests whose subject has a digest, be it there or not. Spec: OCI
 * distribution-spec, listing referrers.
 */
export async function serveReferrers(
  { repositories }: Registry,
  exchange: Exchange,
  name: string,
  digest: Digest,
): Promise<void> {
  checkMethod(exchange);
  const wanted = exchange.query.get("artifactType");
  const repository = await repositories.find(name);
  const referrers = new Map(
    [...(repository?.manifests.values() ?? [])]
      .filter(
        ({ subject, artifactType }) => subject === digest.text && (wanted ?? artifactType) === artifactType,
      )
      .map((manifest) => [manifest.digest.text, manifest]),
  );
  const path = `/v2/${name}/referrers/${digest.text}`;
  const { entries, headers } = page(exchange, path, [...referrers.keys()]);
  const manifests = entries.flatMap((text) => {
    const manifest = referrers.get(text);
    if (manifest === undefined) return [];
    const { mediaType, size, artifactType, annotations } = manifest;
    return [{ mediaType, digest: text, size, artifactType, annotations }];
  });
  const filtered = wanted === null ? undefined : { "OCI-Filters-Applied": "artifactType" };
  const index = { schemaVersion: 2, mediaType: INDEX_TYPE, manifests };
  sendJson(exchange, 200, index, { "Content-Type": INDEX_TYPE, ...headers, ...filtered });
}

/** The entries behind `last`, at most `n` of them, in the order of their code units, and the link to the rest. */
function page(
  { query }: Exchange,
  path: string,
  all: readonly string[],
): { readonly entries: readonly string[]; readonly headers: Headers } {
  const n = query.get("n");
  const asked = n === null ? registryLimits.pageEntries : parseCount(n);
  if (asked === undefined)
    throw new RegistryError(400, "PAGINATION_NUMBER_INVALID", "n is not a number", { detail: { n } });
  const size = Math.min(asked, registryLimits.pageEntries);
  const last = query.get("last");
  const rest = all.filter((entry) => last === null || entry > last).sort();
  const entries = rest.slice(0, size);
  const end = entries.at(-1);
  if (end === undefined || entries.length === rest.length) return { entries, headers: {} };
  const next = new URLSearchParams(query);
  next.delete("ns");
  next.set("n", String(size));
  next.set("last", end);
  return { entries, headers: { Link: `<${path}?${next}>; rel="next"` } };
}

function checkMethod(exchange: Exchange): void {
  const { method } = exchange.request;
  if (method !== "GET" && method !== "HEAD") throw methodRefused(exchange, "GET, HEAD");
}
