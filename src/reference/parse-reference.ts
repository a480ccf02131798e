import { limits } from "../base/index.ts";
import { type ImageReference, splitFamiliar } from "./image-reference.ts";
import { isDigest, isDomain, isRepositoryPath, isTag } from "./reference-grammar.ts";

/** Which part of a text keeps it from being a reference. */
export type InvalidReferenceReason =
  | "empty"
  | "identifier"
  | "uppercase"
  | "name"
  | "tag"
  | "digest"
  | "too-long";

/** A text that names no image. */
export interface InvalidReference {
  readonly kind: "invalid";
  readonly reason: InvalidReferenceReason;
  /** The reason as a sentence without its full stop; it does not repeat the text. */
  readonly message: string;
}

/** What `parseReference` makes of a text. */
export type ParsedReference = ({ readonly kind: "reference" } & ImageReference) | InvalidReference;

// The repository's path, host not counted; `library/` counts.
const PATH_CHARACTERS = 255;
const IDENTIFIER = /^[a-f0-9]{64}$/;

const MESSAGES: Readonly<Record<InvalidReferenceReason, string>> = {
  empty: "an image reference must name a repository",
  identifier: "64 hexadecimal digits are an image's identifier, which cannot be pulled by name",
  uppercase: "a repository name must be in lower case",
  name: "a repository name has components of lower-case letters and digits with single separators inside",
  tag: "a tag has 1 to 128 letters, digits, underscores, dots and dashes, and starts with none of the last two",
  digest: "a digest is sha256:, sha384: or sha512: and as many lower-case hexadecimal digits as belong to it",
  "too-long": `a repository name must not exceed ${PATH_CHARACTERS} characters`,
};

/**
 * Parses an image reference as a builder reads the name in FROM, with every variable already replaced. It
 * agrees with the builder on what is a reference and what its parts are; never throws; takes linear time.
 * White space is part of the text, and no reference holds any.
 */
export function parseReference(text: string): ParsedReference {
  if (text === "") return invalid("empty");
  // A reference is a word after substitution, and no such word is longer.
  if (text.length > limits.substitutionCharacters) return invalid("too-long");
  if (IDENTIFIER.test(text)) return invalid("identifier");
  const { domain, remainder } = splitFamiliar(text);
  const colon = remainder.indexOf(":");
  const remote = colon === -1 ? remainder : remainder.slice(0, colon);
  if (remote.toLowerCase() !== remote) return invalid("uppercase");
  return parseQualified(`${domain}/${remainder}`);
}

/** Parses a reference that starts with what may be its domain. */
function parseQualified(text: string): ParsedReference {
  const sign = text.indexOf("@");
  const digest = sign === -1 ? undefined : text.slice(sign + 1);
  const named = sign === -1 ? text : text.slice(0, sign);
  // A colon before the last slash belongs to the domain's port.
  const colon = named.indexOf(":", named.lastIndexOf("/") + 1);
  const tag = colon === -1 ? undefined : named.slice(colon + 1);
  const name = colon === -1 ? named : named.slice(0, colon);

  const repository = splitName(name);
  if (repository === undefined) return invalid(isRepositoryPath(name.toLowerCase()) ? "uppercase" : "name");
  if (tag !== undefined && !isTag(tag)) return invalid("tag");
  if (repository.path.length > PATH_CHARACTERS) return invalid("too-long");
  if (digest !== undefined && !isDigest(digest)) return invalid("digest");
  return {
    kind: "reference",
    ...repository,
    ...(tag === undefined ? undefined : { tag }),
    ...(digest === undefined ? undefined : { digest }),
  };
}

/** Domain and path. A name whose first component cannot be a domain may still be a path as a whole. */
function splitName(name: string): { readonly domain: string; readonly path: string } | undefined {
  const slash = name.indexOf("/");
  const domain = name.slice(0, slash);
  const path = name.slice(slash + 1);
  if (isRepositoryPath(path) && isDomain(domain)) return { domain, path };
  return isRepositoryPath(name) ? { domain: "", path: name } : undefined;
}

function invalid(reason: InvalidReferenceReason): InvalidReference {
  return { kind: "invalid", reason, message: MESSAGES[reason] };
}
