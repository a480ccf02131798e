import { lineStarts, positionAt, type Span } from "../base/index.ts";

/** Where a span stands, for machines: all four count from 1, columns in UTF-16 units, the end exclusive. */
export interface Place {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A text whose lines are looked up often; they are found at the first question. */
export class LineIndex {
  readonly text: string;
  #starts: readonly number[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** The place of a span. */
  place({ start, end }: Span): Place {
    const first = positionAt(this.#lines(), start);
    const last = end > start ? positionAt(this.#lines(), end) : first;
    return {
      startLine: first.line,
      startColumn: first.column,
      endLine: last.line,
      endColumn: last.column,
    };
  }

  /** The line, from 1, that holds an offset. */
  lineAt(offset: number): number {
    return positionAt(this.#lines(), offset).line;
  }

  /** The span of a line, counted from 1, without its line feed and the carriage return before it. */
  lineSpan(line: number): Span {
    const starts = this.#lines();
    const start = starts[line - 1] ?? this.text.length;
    const next = starts[line];
    let end = next === undefined ? this.text.length : next - 1;
    if (end > start && this.text.charCodeAt(end - 1) === 0x0d) end--;
    return { start, end };
  }

  #lines(): readonly number[] {
    this.#starts ??= lineStarts(this.text);
    return this.#starts;
  }
}

/** The line that holds a span's last character: the first line where the span is empty. */
export function lastLine(lines: LineIndex, { start, end }: Span): number {
  return lines.lineAt(Math.max(start, end - 1));
}
