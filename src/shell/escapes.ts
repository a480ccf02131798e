import type { Span } from "../base/index.ts";

const BACKSLASH = 92;
const LINE_FEED = 10;

/**
 * Where text stands, which decides what a backslash does: outside of quotes, in double quotes, in the body
 * of an unquoted heredoc, in backquotes, in backquotes that stand in double quotes.
 * Spec: POSIX XCU 2.2 (quoting), 2.6.3 (command substitution), 2.7.4 (here-document).
 */
export type EscapeContext = "bare" | "double" | "heredoc" | "backquote" | "double-backquote";

/** The characters that a backslash protects; outside of quotes it protects every one. */
const PROTECTED: Readonly<Record<EscapeContext, string>> = {
  bare: "",
  double: '$`"\\\n',
  heredoc: "$`\\\n",
  backquote: "$`\\",
  "double-backquote": '$`\\"',
};

/** The stretches that are left of `start` to `end` once backslashes have done their work, in order. */
export function escapeStretches(text: string, start: number, end: number, context: EscapeContext): Span[] {
  const stretches: Span[] = [];
  let from = start;
  let at = text.indexOf("\\", start);
  while (at !== -1 && at < end - 1) {
    const isLineFeed = text.charCodeAt(at + 1) === LINE_FEED;
    if (context === "bare" || PROTECTED[context].includes(text.charAt(at + 1))) {
      if (at > from) stretches.push({ start: from, end: at });
      // A continuation line goes altogether; any other protected character stays.
      from = isLineFeed ? at + 2 : at + 1;
      at = text.indexOf("\\", at + 2);
    } else {
      at = text.indexOf("\\", text.charCodeAt(at + 1) === BACKSLASH ? at + 2 : at + 1);
    }
  }
  if (end > from) stretches.push({ start: from, end });
  return stretches;
}

/** What is left of `start` to `end` once backslashes have done their work. */
export function removeEscapes(
  text: string,
  start: number,
  end: number,
  context: EscapeContext | undefined,
): string {
  if (context === undefined) return text.slice(start, end);
  const slash = text.indexOf("\\", start);
  if (slash === -1 || slash >= end) return text.slice(start, end);
  let value = "";
  for (const stretch of escapeStretches(text, start, end, context)) {
    value += text.slice(stretch.start, stretch.end);
  }
  return value;
}
