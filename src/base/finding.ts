import type { Span } from "./span.ts";

/** How much a finding weighs: fails or leaks; costs size, speed or security; worth knowing. */
export type Severity = "error" | "warning" | "information";

/** The severities from the gravest to the least. */
export const SEVERITIES: readonly Severity[] = ["error", "warning", "information"];

/** Whether a severity is at or above a level. */
export function isAtLeast(severity: Severity, level: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(level);
}

/** Replaces the text of one span; an insertion has an empty span. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** How far a fix may be trusted: see HOUSE.md's ladder in CONTRIBUTING.md, "Fixes". */
export type Applicability = "safe" | "unsafe" | "restructure" | "display-only";

/** A file beside the one judged that a fix writes whole, such as an ignore file. */
export interface FileWrite {
  /** As shown to people: relative to the working folder, or absolute. */
  readonly path: string;
  /** What the file holds when the fix is made; undefined where there is none. Another text is not overwritten. */
  readonly before: string | undefined;
  readonly after: string;
}

/** A way to mend a finding: what to do, how sure we are, and the edits of the file it stands in. */
export interface Fix {
  readonly title: string;
  readonly applicability: Applicability;
  readonly edits: readonly Edit[];
  /**
   * Other files that are written with it. Whoever applies the fix writes them as carefully as the file itself, behind
   * it and one such fix for each path; whoever cannot write them leaves the whole fix.
   */
  readonly files?: readonly FileWrite[];
}

/** Anything a report shows a user: what is wrong, where, and under which rule. */
export interface Finding {
  readonly rule: string;
  readonly practice: string;
  readonly severity: Severity;
  readonly path: string;
  readonly span: Span;
  readonly message: string;
  /** Where the value of a secret stands, which no report may show. */
  readonly secret?: Span;
  readonly fix?: Fix;
  /** Identifiers of other tools with the same meaning, such as `hadolint:DL3006`. */
  readonly replaces: readonly string[];
}
