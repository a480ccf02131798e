import { lineStarts, positionAt, type Span } from "../../base/index.ts";
import type { Dockerfile, InstructionSyntax } from "../../dockerfile/index.ts";
import { defineRule } from "../define-rule.ts";

/** Reports blank lines inside a continued instruction, at its last line, as the builder does. */
export const rule = defineRule({
  name: "empty-continuation-line",
  practice: "well-formed",
  severity: "warning",
  fix: "always",
  replaces: ["buildkit:NoEmptyContinuation"],

  onFile({ evaluated: { dockerfile } }, report) {
    for (const { syntax } of dockerfile.instructions) {
      if (syntax.emptyLines.length === 0) continue;
      report({
        at: lastLine(dockerfile, syntax),
        message: describe(dockerfile, syntax),
        heeds: "directive",
        fix: {
          title: syntax.emptyLines.length === 1 ? "Delete the empty line" : "Delete the empty lines",
          applicability: "safe",
          edits: syntax.emptyLines.map((line) => ({ span: withLineEnd(dockerfile, line), text: "" })),
        },
      });
    }
  },
});

/** The last line in front of heredoc bodies, without white space at its start. */
function lastLine({ text }: Dockerfile, { span, heredocs }: InstructionSyntax): Span {
  const body = heredocs[0]?.bodySpan.start;
  const end = body === undefined ? span.end : text.lastIndexOf("\n", body - 1);
  const start = text.lastIndexOf("\n", end - 1) + 1;
  const indent = /^\s*/.exec(text.slice(start, end))?.[0].length ?? 0;
  const shown = text.endsWith("\r", end) && end > start ? end - 1 : end;
  return { start: Math.min(start + indent, shown), end: shown };
}

function describe({ text }: Dockerfile, { keyword, emptyLines, startLine }: InstructionSyntax): string {
  const starts = lineStarts(text);
  const lines = emptyLines.map(({ start }) => positionAt(starts, start).line);
  const place = `inside the ${keyword.value || "instruction"} that starts on line ${startLine}`;
  if (lines.length === 1) return `line ${lines[0]} is empty, ${place}`;
  return `${lines.length} lines are empty, ${place}: the first is line ${lines[0]}`;
}

function withLineEnd({ text }: Dockerfile, { start, end }: Span): Span {
  const next = text.indexOf("\n", end);
  return { start, end: next === -1 ? text.length : next + 1 };
}
