import { type Digest, parseDigest } from "./digest.ts";
import { RegistryError } from "./registry-error.ts";
import { resolveName } from "./repository-name.ts";

/** What a request is about; `name` is the one name under which the repository is kept. */
export type Route =
  | { readonly kind: "base" }
  | { readonly kind: "catalog" }
  | { readonly kind: "tags"; readonly name: string }
  | { readonly kind: "referrers"; readonly name: string; readonly digest: Digest }
  | { readonly kind: "manifest"; readonly name: string; readonly reference: string }
  | { readonly kind: "blob"; readonly name: string; readonly digest: Digest }
  | { readonly kind: "uploads"; readonly name: string }
  | { readonly kind: "upload"; readonly name: string; readonly id: string };

/** A request's target: where it leads, and its parameters. */
export interface Target {
  readonly route: Route;
  readonly query: URLSearchParams;
}

/**
 * Parses the target of a request as it was sent: nothing is resolved before it is checked, so that no `..`
 * reaches a path. Throws a `RegistryError` for what leads nowhere. Spec: OCI distribution-spec, endpoints.
 */
export function parseTarget(url: string): Target {
  const mark = url.indexOf("?");
  const query = new URLSearchParams(mark === -1 ? "" : url.slice(mark + 1));
  const path = decodePath(mark === -1 ? url : url.slice(0, mark));
  if (path === "/v2/" || path === "/v2") return { route: { kind: "base" }, query };
  if (path === "/v2/_catalog") return { route: { kind: "catalog" }, query };
  return { route: parseRepositoryPath(path, query.get("ns") ?? undefined), query };
}

/** Reads from the end: a repository may itself be called `blobs` or `manifests`. */
function parseRepositoryPath(path: string, domain: string | undefined): Route {
  const match =
    /^\/v2\/(.+)\/blobs\/(uploads)(?:\/([^/]*))?$/.exec(path) ??
    /^\/v2\/(.+)\/(tags)\/list$/.exec(path) ??
    /^\/v2\/(.+)\/(manifests|blobs|referrers)\/([^/]+)$/.exec(path);
  if (match === null) throw new RegistryError(404, "UNSUPPORTED", `there is nothing at ${path}`);
  const [, asked = "", subject, last = ""] = match;
  const name = readName(asked, domain);
  if (subject === "uploads")
    return last === "" ? { kind: "uploads", name } : { kind: "upload", name, id: last };
  if (subject === "tags") return { kind: "tags", name };
  if (subject === "manifests") return { kind: "manifest", name, reference: last };
  return { kind: subject === "blobs" ? "blob" : "referrers", name, digest: readDigest(last) };
}

/** A repository name that was asked for, or a refusal. */
export function readName(asked: string, domain?: string): string {
  const name = resolveName(asked, domain);
  if (name !== undefined) return name;
  const detail = { name: asked, ...(domain === undefined ? undefined : { ns: domain }) };
  throw new RegistryError(400, "NAME_INVALID", "this is not the name of a repository", { detail });
}

/** A digest that was asked for, or a refusal. */
export function readDigest(text: string | null): Digest {
  const digest = parseDigest(text ?? "");
  if (digest !== undefined) return digest;
  const message = text === null ? "the parameter digest is missing" : "this is no digest of sha256 or sha512";
  throw new RegistryError(400, "DIGEST_INVALID", message, { detail: { digest: text } });
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new RegistryError(400, "NAME_INVALID", "the path is not percent-encoded UTF-8");
  }
}
