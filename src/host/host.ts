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
  /** Writes a whole file: a temporary one beside it, then a rename. Throws `host/unwritable`. */
  write(path: string, bytes: Uint8Array): Promise<void>;
}

/** Where output goes and how wide it is. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  readonly columns: number;
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
}
