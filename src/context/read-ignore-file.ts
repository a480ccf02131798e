import { decodeSource, limits, PlimsollError, type Problem } from "../base/index.ts";
import type { Files } from "../host/index.ts";
import type { ContextCode } from "./codes.ts";

/** The ignore file that a build obeys; empty text and no name where there is none. */
export type FoundIgnoreFile =
  | { readonly kind: "found"; readonly name: string; readonly path: string; readonly text: string }
  | { readonly kind: "none" }
  | { readonly kind: "refused"; readonly problem: Problem };

/**
 * Reads the ignore file of a build: `<Dockerfile>.dockerignore` beside the Dockerfile, even an empty one, and
 * only without it `.dockerignore` at the top of the context. `Dockerfile` in the context is assumed where no
 * Dockerfile is named. One that is there and cannot be read is a refusal, as it is to the builder.
 */
export async function readIgnoreFile(
  files: Files,
  contextFolder: string,
  dockerfilePath: string = joinPath(contextFolder, "Dockerfile"),
): Promise<FoundIgnoreFile> {
  for (const path of [`${dockerfilePath}.dockerignore`, joinPath(contextFolder, ".dockerignore")]) {
    try {
      // Nearly no build has the first, and asking is far cheaper than an error that says so.
      if ((await files.status(path)) === undefined) continue;
      const bytes = await files.read(path, limits.ignoreFileBytes);
      return { kind: "found", name: nameOf(path), path, text: decodeSource(bytes) };
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error;
      if (error.code !== "host/not-found") return { kind: "refused", problem: unreadable(path, error) };
    }
  }
  return { kind: "none" };
}

/** A path inside a folder; the folder may be `/` or end in a slash. */
export function joinPath(folder: string, name: string): string {
  return folder.endsWith("/") ? folder + name : `${folder}/${name}`;
}

function unreadable(path: string, error: PlimsollError): Problem {
  const code: ContextCode = "context/ignore-file-unreadable";
  return { code, message: `The ignore file cannot be read: ${error.message}`, path };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
