import { encodeSource } from "../../base/index.ts";

/** The name that stands for the folder that paths are relative to; GitHub knows it by this name. */
export const SOURCE_ROOT = "%SRCROOT%";

/** Where a file is. Spec: SARIF 2.1.0, 3.4. */
export interface ArtifactLocation {
  readonly uri: string;
  readonly uriBaseId?: string;
}

/** The location of a path: relative to the source root where it lies below, absolute with a scheme otherwise. */
export function artifactLocation(path: string): ArtifactLocation {
  const slashed = /^[A-Za-z]:[\\/]|^\\\\/.test(path) ? path.replaceAll("\\", "/") : path;
  if (/^[A-Za-z]:\//.test(slashed))
    return { uri: `file:///${slashed.slice(0, 2)}${encodePath(slashed.slice(2))}` };
  // Two slashes at the start name a host on Windows, and nothing else elsewhere.
  if (slashed.startsWith("//")) return { uri: `file://${encodePath(slashed.replace(/^\/+/, "/"))}` };
  if (slashed.startsWith("/")) return { uri: `file://${encodePath(slashed)}` };
  const uri = encodePath(slashed.replace(/^(?:\.\/+)+/, ""));
  // A path out of the source root means nothing below it.
  return /^\.\.(?:\/|$)/.test(uri) ? { uri } : { uri, uriBaseId: SOURCE_ROOT };
}

/** Percent-encodes each byte that a path of a URI may not hold; bytes that are no UTF-8 stay themselves. */
function encodePath(path: string): string {
  if (/^[\w./~-]*$/.test(path)) return path;
  let encoded = "";
  for (const byte of encodeSource(path)) {
    const character = String.fromCharCode(byte);
    encoded += /[\w./~-]/.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}
