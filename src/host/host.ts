/** What a path is; `other` is a device, a socket or a pipe, which nobody here opens. */
export type EntryKind = "file" | "folder" | "link" | "other";

/** One entry of a folder; links are not followed. `name` may hold lone surrogates for bytes that are no UTF-8. */
export interface Entry {
  readonly name: string;
  readonly kind: EntryKind;
}

/** What is known of a path, without following a link. */
export interface PathStatus {
  readonly kind: EntryKind;
  readonly bytes: number;
}

/** Files and folders. Paths are absolute, or relative to `workingFolder`; `/` separates everywhere. */
export interface Files {
  /** The folder that relative paths start from, absolute. */
  readonly workingFolder: string;
  /**
   * The bytes of a file; links are followed. Throws `PlimsollError` `host/not-found`, `host/no-permission`,
   * `host/not-a-file`, `host/too-large` (more than `limit` bytes) or `host/unreadable`.
   */
  read(path: string, limit: number): Promise<Uint8Array>;
  /** The entries of a folder, sorted by the bytes of their names. Throws as `read`, and `host/not-a-folder`. */
  list(path: string): Promise<readonly Entry[]>;
  /** What a path is, or undefined where nothing is. Throws `host/no-permission` or `host/unreadable`. */
  status(path: string): Promise<PathStatus | undefined>;
  /** What a path leads to when links are followed, or undefined where nothing is or links turn in a circle. */
  resolve(path: string): Promise<PathStatus | undefined>;
  /** Where a path leads when links are followed, absolute and free of links; undefined as `resolve`. Throws as `status`. */
  realPath(path: string): Promise<string | undefined>;
  /** Writes a whole file: a temporary one beside it, then a rename. Throws `host/unwritable`. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /**
   * Exchanges a file's bytes as `write` does, on the disk before it returns, and only while the file still holds
   * `before`. Throws `host/changed` where it does not, `host/unwritable`, or as `read`; the file is then as it was.
   */
  replace(path: string, before: Uint8Array, after: Uint8Array): Promise<void>;
  /** Deletes a file; nothing happens where there is none. Throws `host/unwritable`, also for a folder. */
  remove(path: string): Promise<void>;
  /**
   * Deletes a folder with all in it, and follows no link on the way; nothing happens where there is none. Throws
   * `host/unwritable`, also for what is no folder. For folders alone that we know to be our own.
   */
  removeFolder(path: string): Promise<void>;
}

/** Where output goes and how wide it is. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  readonly columns: number;
}

/** A program to start. Its arguments are a list, and no shell ever reads them. */
export interface Program {
  /** A name that is looked for in `PATH`, or a path. */
  readonly file: string;
  readonly arguments: readonly string[];
  /** Added to the host's environment; undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The folder it starts in; `Files.workingFolder` unless given. */
  readonly folder?: string;
  /** What its standard input holds; empty unless given. */
  readonly input?: Uint8Array;
  /** Milliseconds after which it is killed, with all that it started. */
  readonly milliseconds?: number;
  readonly onOutput?: (bytes: Uint8Array) => void;
  readonly onErrors?: (bytes: Uint8Array) => void;
}

/** How a program ended: by itself with a status, or by a signal. */
export interface ProgramEnd {
  readonly status: number | undefined;
  readonly signal: string | undefined;
  /** Whether it was killed because its time was over. */
  readonly isLate: boolean;
}

/** A program that was started, in a process group of its own: a terminal's Ctrl-C does not reach it. */
export interface RunningProgram {
  /** Fulfilled when the program has ended and all its output was handed on; never rejected. */
  readonly ended: Promise<ProgramEnd>;
  /** Sends a signal to the program and all that it started; nothing happens once it has ended. */
  signal(name: "SIGINT" | "SIGTERM" | "SIGKILL"): void;
  /**
   * Kills what the program started outside its own group, such as processes of containers, and says how many
   * there were; 0 where the system does not tell.
   */
  killDetached(): number;
}

/** What came back over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** At most the bound that was given; the rest is not read. */
  readonly body: Uint8Array;
}

/** Loopback ports, for programs that we started. */
export interface Network {
  /** Sends a GET to a port of this machine. Throws `host/unreachable`, also when `milliseconds` are over. */
  get(port: number, path: string, bounds: { milliseconds: number; bytes: number }): Promise<HttpAnswer>;
  /** Whether a connection to a port of this machine is taken and kept open. */
  whetherOpen(port: number, milliseconds: number): Promise<boolean>;
}

/** Time as a program measures it. */
export interface Clock {
  /** Milliseconds since some moment; they never go back. */
  now(): number;
  /** Waits; a signal that is aborted ends the wait early. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** A folder of our own for files that other programs read and write. */
export interface ScratchFolder {
  readonly path: string;
  /** Deletes the folder and all in it; never throws. */
  remove(): Promise<void>;
}

/** Everything outside the process that a task may use. */
export interface Host {
  readonly files: Files;
  readonly output: Output;
  readonly errors: Output;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The day it is, in UTC: `2026-11-21`. */
  today(): string;
  /** All bytes of standard input, at most `limit`. Throws `host/too-large`. */
  readInput(limit: number): Promise<Uint8Array>;
  readonly clock: Clock;
  readonly network: Network;
  /** Starts a program. Throws `host/program-missing` or `host/program-not-started`. */
  start(program: Program): Promise<RunningProgram>;
  /** Makes an empty folder that only this user may enter. Throws `host/unwritable`. */
  makeScratch(): Promise<ScratchFolder>;
  /** Calls `listener` on Ctrl-C or when the process is asked to end, instead of ending; returns how to stop that. */
  onInterrupt(listener: (signal: string) => void): () => void;
}
