import type { HostCode } from "./codes.ts";
import { hostError, tooLarge } from "./error.ts";
import type { Host, Output } from "./host.ts";
import { createMemoryFiles, type MemoryTree } from "./memory-files.ts";

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
  const { files, fileTexts } = createMemoryFiles(options, workingFolder, beforeCall);
  const output = memoryOutput(options);
  const errors = memoryOutput(options);
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
