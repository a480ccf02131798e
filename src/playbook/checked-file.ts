import type { Finding, Problem, Span } from "../base/index.ts";
import type { ChecklistLine } from "./checklist.ts";

/** What a check says of one Dockerfile. */
export interface CheckedFile {
  /** The path as shown to people. */
  readonly path: string;
  /** The text, for excerpts; lone surrogates stand for bytes that are no UTF-8. */
  readonly text: string;
  readonly findings: readonly Finding[];
  /** Where the values of secrets stand in the text, which no report may show. */
  readonly secrets: readonly Span[];
  readonly checklist: readonly ChecklistLine[];
  /** What could not be read or used while this file was judged. */
  readonly problems: readonly Problem[];
  /** How many findings comments asked to be silent about. */
  readonly suppressed: number;
  /** Whether it builds a development container: reported, never gated. */
  readonly isDevelopment: boolean;
  /** The folder it is built in and why that one; undefined where it is unknown. */
  readonly context: { readonly folder: string; readonly evidence: string } | undefined;
}

/** What a check says of all it was asked about. */
export interface CheckResult {
  /** In the order in which they were found. */
  readonly files: readonly CheckedFile[];
  /** Files and folders that could not be read at all. */
  readonly problems: readonly Problem[];
}
