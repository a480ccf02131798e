import type { CallResult } from "./call.ts";

/** How long an engine may take to say what it is. */
export const DETECT_MILLISECONDS = 8_000;

/** That an engine did not answer in time, or what it said instead. */
export function lateOr({ end }: CallResult, said: string): string {
  return end.isLate ? `it did not answer within ${DETECT_MILLISECONDS / 1000} s` : said;
}
