import type { PlimsollError } from "../../base/index.ts";
import type { HostCode } from "../codes.ts";
import { hostError } from "../error.ts";

const READ_CODES: Readonly<Record<string, HostCode>> = {
  ENOENT: "host/not-found",
  ENOTDIR: "host/not-found",
  ELOOP: "host/not-found",
  EACCES: "host/no-permission",
  EPERM: "host/no-permission",
  EISDIR: "host/not-a-file",
};

/** The code of an error that Node threw, such as `ENOENT`; empty where it has none. */
export function nodeErrorCode(error: unknown): string {
  if (!(error instanceof Error) || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}

/** Node's error about a path that was to be read, in our words. */
export function readFailure(path: string, error: unknown): PlimsollError {
  const code = READ_CODES[nodeErrorCode(error)] ?? "host/unreadable";
  return hostError(code, path, code === "host/unreadable" ? reasonOf(error) : undefined, error);
}

/** Node's error about a path that was to be written, in our words. */
export function writeFailure(path: string, error: unknown): PlimsollError {
  return hostError("host/unwritable", path, reasonOf(error), error);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
