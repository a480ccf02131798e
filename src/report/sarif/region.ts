import type { Span } from "../../base/index.ts";
import { LineIndex, type Place } from "../place.ts";

/** A text with what its regions need. */
export class RegionIndex {
  readonly lines: LineIndex;

  constructor(text: string) {
    this.lines = new LineIndex(text);
  }

  /**
   * The region of a span. It does not count a byte order mark, and a span at the end of a text behind its last
   * line feed lies on the last line, not on one after it. Spec: SARIF 2.1.0, 3.30.2.
   */
  region({ start, end }: Span): Place {
    const first = this.#at(start);
    const last = end > start ? this.#at(end) : first;
    return {
      startLine: first.line,
      startColumn: first.column,
      endLine: last.line,
      endColumn: last.column,
    };
  }

  #at(offset: number): { readonly line: number; readonly column: number } {
    const { text } = this.lines;
    const isBehind = offset >= text.length && text.endsWith("\n");
    const step = isBehind ? offset - text.length + 1 : 0;
    const { startLine: line, startColumn } = this.lines.place({ start: offset - step, end: offset - step });
    const mark = line === 1 && offset > 0 && text.startsWith("\ufeff") ? 1 : 0;
    return { line, column: startColumn + step - mark };
  }
}
