import { displayText, PlimsollError } from "../base/index.ts";
import type { HostCode } from "./codes.ts";

const SAYINGS: Readonly<Record<HostCode, (path: string) => string>> = {
  "host/not-found": (path) => `${path}: no such file or folder`,
  "host/no-permission": (path) => `${path}: permission denied`,
  "host/not-a-file": (path) => `${path} is not a file`,
  "host/not-a-folder": (path) => `${path} is not a folder`,
  "host/too-large": (path) => `${path} is too large`,
  "host/unreadable": (path) => `${path} cannot be read`,
  "host/unwritable": (path) => `${path} cannot be written`,
  "host/changed": (path) => `${path} was changed by somebody else meanwhile, and is left as it is`,
  "host/program-missing": (name) => `the program ${name} is not there`,
  "host/program-not-started": (name) => `the program ${name} could not be started`,
  "host/unreachable": (name) => `${name} does not answer`,
};

const HINTS: Readonly<Partial<Record<HostCode, string>>> = {
  "host/not-found": "Check the spelling, and the folder that the path starts from.",
  "host/no-permission": "Run as a user who may read it, or leave it out.",
  "host/not-a-file": "Name a file.",
  "host/not-a-folder": "Name a folder.",
  "host/unwritable": "Check the permissions of the folder and the space left on the disk.",
  "host/changed": "Run it again once nobody else writes the file.",
  "host/program-missing": "Install it, or add its folder to PATH.",
};

/** The error a host throws about a path: one wording for every host, so that tests and users see the same. */
export function hostError(code: HostCode, path: string, reason?: string, cause?: unknown): PlimsollError {
  const saying = SAYINGS[code](displayText(path));
  const hint = HINTS[code];
  return new PlimsollError({
    code,
    message: reason === undefined ? saying : `${saying}: ${reason}`,
    ...(hint === undefined ? {} : { hint }),
    cause,
  });
}

/** The error about an input that has more than `limit` bytes. */
export function tooLarge(path: string, limit: number): PlimsollError {
  return hostError("host/too-large", path, `it has more than ${limit} bytes`);
}
