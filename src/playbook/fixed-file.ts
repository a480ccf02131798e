import type { FileWrite, Finding, Problem, Span } from "../base/index.ts";
import type { OfferedFix } from "./apply-fixes.ts";

/** A fix that was applied. */
export interface MendedFinding extends OfferedFix {
  /** The round that applied it, counted from 1. */
  readonly round: number;
}

/** What became of one Dockerfile. */
export interface FixedFile {
  /** The path as shown to people. */
  readonly path: string;
  /** The text before, and the text after; the same where nothing is mended. */
  readonly before: string;
  readonly after: string;
  /** Findings and fixes that were applied, with spans in `before`. */
  readonly mended: readonly MendedFinding[];
  /** Other files that are written with it, such as an ignore file; each path once. */
  readonly others: readonly FileWrite[];
  /** What is still found, with spans in `after`. */
  readonly left: readonly Finding[];
  /** Where the values of secrets stand in the text before, and in the text after: no report may show them. */
  readonly secrets: { readonly before: readonly Span[]; readonly after: readonly Span[] };
  /** What could not be read or used while this file was judged, and fixes that were withdrawn. */
  readonly problems: readonly Problem[];
  /** How many findings comments asked to be silent about. */
  readonly suppressed: number;
  /** Whether it builds a development container: mended as any, never gated. */
  readonly isDevelopment: boolean;
  /** The folder it is built in and why that one; undefined where it is unknown. */
  readonly context: { readonly folder: string; readonly evidence: string } | undefined;
}

/** What became of all files. */
export interface FixResult {
  /** In the order in which they were found. */
  readonly files: readonly FixedFile[];
  /** Files and folders that could not be read or written. */
  readonly problems: readonly Problem[];
}
