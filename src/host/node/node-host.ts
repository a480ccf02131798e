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
    clock: { now: () => performance.now(), sleep: sleepFor },
    // What few commands need is loaded when it is first asked for: start-up is everyone's cost.
    network: {
      get: async (port, path, bounds) => (await import("./network.ts")).getFromPort(port, path, bounds),
      whetherOpen: async (port, milliseconds) =>
        (await import("./network.ts")).whetherPortOpen(port, milliseconds),
    },
    start: async (program) => (await import("./program.ts")).startProgram(program),
    makeScratch: async () => (await import("./scratch.ts")).makeScratchFolder(),
    onInterrupt: listenForInterrupts,
  };
}

/** What asks a program to end: the terminal, its supervisor, a terminal that goes away. */
const INTERRUPTS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function listenForInterrupts(listener: (signal: string) => void): () => void {
  for (const name of INTERRUPTS) process.on(name, listener);
  return () => {
    for (const name of INTERRUPTS) process.off(name, listener);
  };
}

function sleepFor(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener("abort", end);
  });
}
