import type { HostCode } from "./codes.ts";
import { hostError, tooLarge } from "./error.ts";
import type { Clock, Host, Network, Output } from "./host.ts";
import { createMemoryFiles, type MemoryTree } from "./memory-files.ts";
import {
  createMemoryPrograms,
  type MemoryPort,
  type RecordedCall,
  type RecordedProgram,
} from "./memory-programs.ts";

/** A call that fails: the first is 1, and the error has this code. */
export interface MemoryFault {
  readonly call: number;
  readonly code: HostCode;
}

/** What a host in memory starts with. Paths are absolute, or relative to `workingFolder`. */
export interface MemoryHostOptions extends MemoryTree {
  /** `/project` unless given. */
  readonly workingFolder?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** What standard input holds. */
  readonly input?: string | Uint8Array;
  /** `2026-11-21` unless given. */
  readonly today?: string;
  readonly columns?: number;
  readonly isTerminal?: boolean;
  /** Makes one call of `files` or `readInput` fail, for runs that fail at call 1, 2, 3, … */
  readonly fault?: MemoryFault;
  /** Programs that can be started; the first that fits speaks. */
  readonly programs?: readonly RecordedProgram[];
  readonly ports?: readonly MemoryPort[];
}

/** A host whose outside is a value, and which remembers what was done to it. */
export interface MemoryHost extends Host {
  /** All that was written to `output`. */
  readonly outputText: string;
  /** All that was written to `errors`. */
  readonly errorText: string;
  /** The text of every file as it is now, by absolute path. */
  fileTexts(): Readonly<Record<string, string>>;
  /** How many calls of `files` and `readInput` were made. */
  readonly calls: number;
  /** The programs that were started, in order. */
  readonly started: readonly RecordedCall[];
  /** Scratch folders that were made and not removed. */
  readonly scratchFolders: ReadonlySet<string>;
  /** Presses Ctrl-C. */
  interrupt(signal?: string): void;
}

/** Makes a host in memory, for tests: no file system, no process. */
export function createMemoryHost(options: MemoryHostOptions = {}): MemoryHost {
  let calls = 0;
  const beforeCall = (path: string): void => {
    calls++;
    const { fault } = options;
    if (fault?.call === calls) throw hostError(fault.code, path, "as the test asked");
  };
  const workingFolder = options.workingFolder ?? "/project";
  const { files, fileTexts, makeFolder } = createMemoryFiles(options, workingFolder, beforeCall);
  const output = memoryOutput(options);
  const errors = memoryOutput(options);
  const programs = createMemoryPrograms(options.programs ?? [], files);
  const scratchFolders = new Set<string>();
  const listeners = new Set<(signal: string) => void>();
  let scratchMade = 0;
  return {
    files,
    output,
    errors,
    environment: options.environment ?? {},
    today: () => options.today ?? "2026-11-21",
    readInput: async (limit) => {
      beforeCall("<stdin>");
      const bytes = typeof options.input === "string" ? Buffer.from(options.input) : options.input;
      if (bytes === undefined) return new Uint8Array();
      if (bytes.length > limit) throw tooLarge("<stdin>", limit);
      return bytes;
    },
    get outputText() {
      return output.text;
    },
    get errorText() {
      return errors.text;
    },
    fileTexts,
    get calls() {
      return calls;
    },
    clock: memoryClock(),
    network: memoryNetwork(options.ports ?? []),
    start: programs.start,
    started: programs.calls,
    scratchFolders,
    makeScratch: async () => {
      const path = `/scratch-${++scratchMade}`;
      makeFolder(path);
      scratchFolders.add(path);
      return { path, remove: async () => void scratchFolders.delete(path) };
    },
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    interrupt: (signal = "SIGINT") => {
      for (const listener of listeners) listener(signal);
    },
  };
}

function memoryOutput(options: MemoryHostOptions): Output & { readonly text: string } {
  let text = "";
  return {
    write: (more) => {
      text += more;
    },
    isTerminal: options.isTerminal ?? false,
    columns: options.columns ?? 80,
    get text() {
      return text;
    },
  };
}

/** A clock that stands still until somebody waits, and is then where he wanted to be. */
function memoryClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds;
    },
  };
}

function memoryNetwork(ports: readonly MemoryPort[]): Network {
  const asked = new Map<number, number>();
  const answer = (port: number) => {
    const answers = ports.find((one) => one.port === port)?.answers ?? [];
    const at = asked.get(port) ?? 0;
    asked.set(port, at + 1);
    return answers[Math.min(at, answers.length - 1)] ?? "closed";
  };
  return {
    get: async (port) => {
      const given = answer(port);
      if (given === "closed") throw hostError("host/unreachable", `port ${port}`);
      return given;
    },
    whetherOpen: async (port) => answer(port) !== "closed",
  };
}
