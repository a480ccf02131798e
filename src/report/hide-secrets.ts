import type { Span } from "../base/index.ts";
import { hideValues, starred } from "../playbook/index.ts";

/**
 * A file's text as it may be shown: secrets are starred out, letter for letter, so that every place stays where it is.
 * `secrets` are in the order of the text.
 */
export function hideSecrets(text: string, secrets: readonly Span[], values: readonly string[] = []): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of secrets) {
    // Two rules may tell of one value.
    if (end <= at) continue;
    const from = Math.max(start, at);
    parts.push(text.slice(at, from), starred(text.slice(from, end)));
    at = end;
  }
  return hideValues(parts.join("") + text.slice(at), values);
}
