import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** A digest taken apart; `text` is the whole, as it stands in manifests. */
export interface Digest {
  readonly text: string;
  readonly algorithm: "sha256" | "sha512";
  readonly hex: string;
}

const FORM = /^(?:(sha256):([a-f0-9]{64})|(sha512):([a-f0-9]{128}))$/;

/**
 * Parses a digest of one of the two registered algorithms, or answers undefined. What passes is safe as a
 * file's name. Spec: OCI image-spec, descriptor, digests.
 */
export function parseDigest(text: string): Digest | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, short, shortHex, , longHex] = match;
  return short === undefined
    ? { text, algorithm: "sha512", hex: longHex ?? "" }
    : { text, algorithm: "sha256", hex: shortHex ?? "" };
}

/** The digest of some bytes. */
export function digestOf(bytes: Uint8Array, algorithm: Digest["algorithm"] = "sha256"): Digest {
  const hex = createHash(algorithm).update(bytes).digest("hex");
  return { text: `${algorithm}:${hex}`, algorithm, hex };
}

/** The hexadecimal digits of a file's digest; the file is read as a stream. */
export async function hashFile(path: string, algorithm: Digest["algorithm"]): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk);
  return hash.digest("hex");
}
