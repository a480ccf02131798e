/**
 * An answer about something we may not know. It is always compared (`=== "yes"`), never used as a
 * condition, so that "maybe" cannot pass for either of the others.
 */
export type Whether = "yes" | "no" | "maybe";

/** The answer of two ways that join: what only one of them says is "maybe". */
export function joinWhether(a: Whether, b: Whether): Whether {
  return a === b ? a : "maybe";
}
