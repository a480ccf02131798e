import type { Span } from "./span.ts";

/** Input we could not use: what, where, and why. Problems are counted and listed in every report. */
export interface Problem {
  /** A stable code, `folder/what`, explained by `plimsoll explain`. */
  readonly code: string;
  /** One sentence that names the thing and, where it helps, the next step. */
  readonly message: string;
  readonly path?: string;
  readonly span?: Span;
}
