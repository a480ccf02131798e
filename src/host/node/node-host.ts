import type { Host } from "../host.ts";
import { createNodeFiles } from "./files.ts";
import { readWholeInput } from "./input.ts";
import { createNodeOutput } from "./output.ts";

/** The host of this process. Relative paths start from the folder that the process was started in. */
export function createNodeHost(): Host {
  return {
    files: createNodeFiles(),
    output: createNodeOutput(1),
    errors: createNodeOutput(2),
    environment: process.env,
    today: () => new Date().toISOString().slice(0, "2026-11-21".length),
    readInput: (limit) => readWholeInput(limit),
  };
}
