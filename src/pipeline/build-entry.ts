import type { Problem, Span } from "../base/index.ts";

/** A value as a file says it: known, or put together from something that only a run knows. */
export type Written =
  | { readonly kind: "known"; readonly value: string }
  | { readonly kind: "unknown"; readonly written: string };

/**
 * Where relative paths of an entry start. `file-folder`: the folder of the file that says so. `repository-root`:
 * the top of the checkout. `working-folder`: where the tool is called, which is usually the file's folder.
 */
export type EntryBase = "file-folder" | "repository-root" | "working-folder";

/** The build context that an entry names. */
export type WrittenContext =
  /** A folder: `path` starts from the entry's base, or is absolute; `written` is what the file says. */
  | { readonly kind: "folder"; readonly path: string; readonly written: string }
  /** A commit of this repository, which the builder fetches itself: only committed files, and no ignore file. */
  | { readonly kind: "repository"; readonly path: string }
  /** Somewhere else. */
  | { readonly kind: "remote"; readonly url: string }
  | { readonly kind: "unknown"; readonly reason: string };

/** The Dockerfile that an entry names. */
export type WrittenDockerfile =
  /**
   * A file: `path` starts from the build context, from the entry's base, or from the base and failing that
   * from the context; or it is absolute.
   */
  | {
      readonly kind: "path";
      readonly path: string;
      readonly from: "context" | "base" | "base-then-context";
      readonly written: string;
    }
  /** Nothing is said: the first of these names that the build context holds. */
  | { readonly kind: "default"; readonly names: readonly string[] }
  /** The text stands in the entry itself or comes through a pipe. */
  | { readonly kind: "inline" }
  | { readonly kind: "unknown"; readonly reason: string };

/** A build argument; one without a value, or with a value from the environment, is unknown. */
export interface BuildArgument {
  readonly name: string;
  readonly value: Written;
}

/** One image that a file around the project says how to build. */
export interface BuildEntry {
  readonly source: "compose" | "bake" | "workflow";
  /** The file that says so, and where in it. */
  readonly path: string;
  readonly span: Span;
  /** The service, the target or the job. */
  readonly name: string;
  readonly base: EntryBase;
  readonly context: WrittenContext;
  readonly dockerfile: WrittenDockerfile;
  /** The stage that is built; without one it is the last. */
  readonly target?: Written;
  readonly buildArguments: readonly BuildArgument[];
}

/** What was read from one or more files, and what of them could not be used. */
export interface PipelineReading {
  readonly entries: readonly BuildEntry[];
  readonly problems: readonly Problem[];
}

/** A value that is known. */
export function known(value: string): Written {
  return { kind: "known", value };
}

/** A value that only a run knows. */
export function unknown(written: string): Written {
  return { kind: "unknown", written };
}

/** The file name that the builders look for unless told otherwise. */
export const DEFAULT_DOCKERFILE: WrittenDockerfile = { kind: "default", names: ["Dockerfile"] };

// A scheme, an scp-like Git address, or the one host that the builder takes without a scheme.
const REMOTE = /^(?:[a-z][a-z0-9+.-]*:\/\/|[\w.-]+@[\w.-]+:|github\.com\/|target:)/i;

/** Whether a build context is no folder but an address. */
export function isRemoteContext(context: string): boolean {
  return REMOTE.test(context);
}

/** The `NAME=value` of a build argument; a bare name takes its value from the environment. */
export function parseBuildArgument(text: string, read: (value: string) => Written): BuildArgument {
  const equals = text.indexOf("=");
  if (equals === -1) return { name: text, value: unknown("") };
  return { name: text.slice(0, equals), value: read(text.slice(equals + 1)) };
}
