import type { Whether } from "../base/index.ts";
import type { EvaluatedDockerfile } from "../stage/index.ts";

/** What is known of the files that a build of a Dockerfile is offered. */
export type ContextView = KnownContext | UnknownContext;

/** A build context on disk. Paths are relative to it, with slashes, and cleaned: `src/main.ts`, `.`. */
export interface KnownContext {
  readonly kind: "known";
  /** The folder as shown to people. */
  readonly folder: string;
  /** Why this folder is the context. */
  readonly evidence: string;
  /** The ignore file's path as shown to people, or undefined where there is none. */
  readonly ignoreFile: string | undefined;
  /** Whether the ignore file holds a pattern that re-includes (`!`). */
  readonly hasExceptions: boolean;
  /** Whether a file or folder of that path is on disk. */
  whetherExists(path: string): Whether;
  /** Whether a path is a folder. */
  whetherFolder(path: string): Whether;
  /** Whether the ignore file keeps the path, or every path below it, out of the build. */
  whetherIgnored(path: string): Whether;
  /** The text of a small file such as a manifest; undefined where it is not there, too large, or not yet known. */
  textOf(path: string): string | undefined;
  /**
   * What certainly is sent of a folder that is copied and bears a sought name: in it or in a folder of its own, no
   * deeper. None where that is not yet known. Of a folder always ask with the same `isSought`.
   */
  findSent(folder: string, isSought: IsSought): readonly SentEntry[];
}

/** Whether a path, relative to the context, is one to look for. */
export type IsSought = (path: string, kind: "file" | "folder") => boolean;

/** A file or folder of the context that a build is sent. */
export interface SentEntry {
  /** Relative to the context. */
  readonly path: string;
  readonly kind: "file" | "folder";
  /** The bytes of what it holds, as far as they were added up. */
  readonly bytes: number;
  /** Whether there is more of it than was added up. */
  readonly hasMore: boolean;
}

/** No folder could be told to be the context: what concerns it is unknown, and unknown is silent. */
export interface UnknownContext {
  readonly kind: "unknown";
  readonly reason: string;
}

/** A Dockerfile to be judged: its text, what it means, and what it is built with. */
export interface DockerfileSubject {
  readonly path: string;
  readonly evaluated: EvaluatedDockerfile;
  readonly context: ContextView;
  /** Whether it builds a development container, which is reported and never gated. */
  readonly isDevelopment: boolean;
  /** The day on which it is judged, `2026-11-21`; what depends on it is not judged where it is not given. */
  readonly today?: string;
}
