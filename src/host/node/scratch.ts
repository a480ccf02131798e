import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ScratchFolder } from "../host.ts";
import { writeFailure } from "./failure.ts";

/** Makes an empty folder that only this user may enter. Throws `host/unwritable`. */
export function makeScratchFolder(): ScratchFolder {
  const start = join(tmpdir(), "plimsoll-");
  let path: string;
  try {
    path = mkdtempSync(start);
  } catch (error) {
    throw writeFailure(start, error);
  }
  return {
    path,
    remove: async () => {
      try {
        rmSync(path, { recursive: true, force: true });
      } catch {
        // The system clears its folder of temporary files; nothing else can be done here.
      }
    },
  };
}
