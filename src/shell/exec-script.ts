import { coverSpans, mapWhole, type Span } from "../base/index.ts";
import { placedText, type ShellText } from "./shell-text.ts";
import type { ReadScript, ShellWord } from "./tree.ts";

/** One string of an exec form: its value, and where it is written with its quotes. */
export interface ExecWord {
  readonly value: string;
  readonly span: Span;
}

/**
 * An exec form as a script of one command, so that what it runs can be asked in the same way, through
 * `["sh", "-c", "…"]` too. No shell reads its words: each one is literal.
 */
export function execScript(words: readonly ExecWord[]): ReadScript {
  const span = words.map((word) => word.span).reduce(coverSpans, words[0]?.span ?? { start: 0, end: 0 });
  const node = {
    kind: "command",
    words: words.map(literalWord),
    assignments: [],
    redirections: [],
    span,
  } as const;
  const statements = words.length === 0 ? [] : [{ node, separator: undefined, span }];
  const source: ShellText = { kind: "unplaced", text: words.map((word) => word.value).join(" "), span };
  return { kind: "read", source, list: { statements, span }, problems: [] };
}

function literalWord({ value, span }: ExecWord): ShellWord {
  // Escapes and continuations take more room in the source than in the value: without any, places are kept.
  const isVerbatim = span.end - span.start === value.length + 2;
  const source: ShellText = isVerbatim
    ? placedText(mapWhole(value, span.start + 1))
    : { kind: "unplaced", text: value, span };
  const base = { raw: value, value, at: 0, span };
  const parts = [{ kind: "literal", escapes: undefined, quoted: true, ...base }] as const;
  return { ...base, literal: value, parts, source };
}
