import type { Severity } from "../../base/index.ts";

/** How a report is put on a terminal. */
export interface TerminalOptions {
  /** Whether escape sequences for colours may be written. */
  readonly color: boolean;
  /** Whether marks beyond ASCII may be written, as unless told otherwise. What is quoted keeps its characters. */
  readonly unicode?: boolean;
  /** The terminal's width; text is wrapped and excerpts are cut to it. */
  readonly columns: number;
  /** The severity from which a finding fails the check. */
  readonly failOn: Severity | "never";
  /** Leaves out what is in order: files without findings and problems, and all checklists. */
  readonly quiet?: boolean;
  /** Why a rule exists, in one sentence: see `firstSentence`. */
  readonly why?: (rule: string) => string | undefined;
}
