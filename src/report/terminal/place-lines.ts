import type { Span } from "../../base/index.ts";
import type { LineIndex } from "../place.ts";
import { visibleText } from "../visible-text.ts";
import { cutExcerpt } from "./excerpt.ts";
import { countOf } from "./prose.ts";
import type { Style, Tone } from "./style.ts";

/** The lines that show a place, and the width of their gutter, for notes below them. */
export interface PlaceLines {
  readonly lines: readonly string[];
  /** Spaces as wide as the line numbers. */
  readonly gutter: string;
}

/** A place in a text: `--> path:line:column`, the line itself, carets below it, and how many lines follow. */
export function renderPlace(
  { path, lines, span, tone }: { path: string; lines: LineIndex; span: Span; tone: Tone },
  { paint, marks, columns }: Style,
): PlaceLines {
  const { startLine, startColumn } = lines.place(span);
  const number = String(startLine);
  const gutter = " ".repeat(number.length);
  const room = Math.max(columns - number.length - 3, MINIMUM_EXCERPT);
  const excerpt = cutExcerpt(lines, span, { columns: room, ellipsis: marks.ellipsis });
  const bar = paint("faint", "|");
  const carets = " ".repeat(excerpt.caretAt) + paint(tone, "^".repeat(excerpt.carets));
  const shown = [
    `${gutter}${paint("faint", "-->")} ${visibleText(path)}:${startLine}:${startColumn}`,
    excerpt.text === ""
      ? `${paint("faint", number)} ${bar}`
      : `${paint("faint", number)} ${bar} ${excerpt.text}`,
    `${gutter} ${bar} ${carets}`,
  ];
  if (excerpt.moreLines > 0)
    shown.push(`${gutter} ${bar} ${marks.ellipsis} ${countOf(excerpt.moreLines, "more line")}`);
  return { lines: shown, gutter };
}

/** An excerpt narrower than this shows nothing of use. */
const MINIMUM_EXCERPT = 20;
