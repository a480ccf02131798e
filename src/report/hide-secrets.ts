import type { Finding } from "../base/index.ts";

/** A file's text as it may be shown: secrets are starred out, letter for letter, so that every place stays where it is. */
export function hideSecrets(text: string, findings: readonly Finding[]): string {
  const secrets = findings.flatMap(({ secret }) => secret ?? []).sort((a, b) => a.start - b.start);
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of secrets) {
    // Two rules may tell of one value.
    if (end <= at) continue;
    const from = Math.max(start, at);
    parts.push(text.slice(at, from), text.slice(from, end).replace(/[^\s\\]/g, "*"));
    at = end;
  }
  return parts.join("") + text.slice(at);
}
