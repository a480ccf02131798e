import type { Severity } from "../../base/index.ts";
import type { PracticeStatus } from "../../playbook/index.ts";
import type { TerminalOptions } from "./terminal-options.ts";

/** What a stretch of text is, from which its colour follows. */
export type Tone = Severity | "problem" | "good" | "strong" | "faint" | "code" | "added" | "removed";

/** The marks of a report. */
export interface Marks {
  readonly status: Readonly<Record<PracticeStatus, string>>;
  readonly ellipsis: string;
  readonly dash: string;
  readonly bullet: string;
}

/** Everything that follows from the terminal: colours, marks, and how wide text may be. */
export interface Style {
  readonly paint: (tone: Tone, text: string) => string;
  readonly marks: Marks;
  /** Columns for excerpts. */
  readonly columns: number;
  /** Columns for prose, which nobody likes to read at full width. */
  readonly proseColumns: number;
}

/** Severities keep their colours in all parts of a report; the rest is told apart by weight. */
const CODES: Readonly<Record<Tone, string>> = {
  error: "1;31",
  warning: "1;33",
  information: "1;36",
  problem: "1;35",
  good: "32",
  strong: "1",
  faint: "2",
  code: "36",
  added: "32",
  removed: "31",
};

const UNICODE: Marks = {
  status: { kept: "✔", broken: "✘", "not-applicable": "–", unknown: "?" },
  ellipsis: "…",
  dash: "—",
  bullet: "•",
};

const ASCII: Marks = {
  status: { kept: "+", broken: "x", "not-applicable": "-", unknown: "?" },
  ellipsis: "...",
  dash: "-",
  bullet: "*",
};

/** Narrower terminals get this width: below it nothing is readable, and the terminal itself may wrap. */
const MINIMUM_COLUMNS = 40;
/** A pipe has no width; an excerpt of this many columns still fits a log viewer. */
const MAXIMUM_COLUMNS = 240;
const MAXIMUM_PROSE_COLUMNS = 100;

/** The style for a terminal. */
export function makeStyle(options: Pick<TerminalOptions, "color" | "unicode" | "columns">): Style {
  const wanted = Number.isNaN(options.columns) ? MINIMUM_COLUMNS : Math.floor(options.columns);
  const columns = Math.min(Math.max(wanted, MINIMUM_COLUMNS), MAXIMUM_COLUMNS);
  return {
    paint: options.color ? paintWithCodes : (_, text) => text,
    marks: options.unicode === false ? ASCII : UNICODE,
    columns,
    proseColumns: Math.min(columns, MAXIMUM_PROSE_COLUMNS),
  };
}

function paintWithCodes(tone: Tone, text: string): string {
  return text === "" ? "" : `\x1b[${CODES[tone]}m${text}\x1b[0m`;
}
