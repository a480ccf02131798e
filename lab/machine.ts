import { findProgram, readDebianSources } from "./apt.ts";
import { LabError } from "./process.ts";

/** Throws a `LabError` that says what the lab needs, where this machine does not have it. */
export function requireMachine(): void {
  const lacks = whatLacks();
  if (lacks === undefined) return;
  throw new LabError(`The lab cannot come up here: ${lacks}.`, "It needs Linux, root and Debian's packages.");
}

/** What this machine lacks for the lab, as part of a sentence; undefined where it lacks nothing known. */
export function whatLacks(): string | undefined {
  if (process.platform !== "linux") return `this is ${process.platform}, not Linux`;
  if (process.getuid?.() !== 0) return "engines, mounts and bridges need root";
  if (findProgram("apt-get") === undefined) return "there is no apt-get";
  try {
    readDebianSources();
  } catch {
    return "apt has no source of Debian's packages";
  }
  return undefined;
}
