import { visibleText } from "../visible-text.ts";
import { renderInline } from "./inline-text.ts";
import { joinLines } from "./prose.ts";
import { makeStyle, type Style } from "./style.ts";
import type { TerminalOptions } from "./terminal-options.ts";

/** What the words behind a fence's opening mean on the pages of rules; a bare Dockerfile needs no label. */
const FENCE_LABELS: ReadonlyMap<string, string> = new Map([
  ["", ""],
  ["dockerfile", ""],
  ["dockerfile fixed", "After the fix:"],
  ["findings", "Findings:"],
  ["files", "Files in the build context:"],
  ["dockerignore", ".dockerignore:"],
]);

/** A line of carets below the place that an example is about. */
const CARETS = /^#?\s*\^/;
const LIST_ITEM = /^(\s*)(?:[-*]|(\d+)\.)\s+(.*)$/;
const INDENT = "    ";

/**
 * A page of `plimsoll explain` for a terminal: headings strong, examples indented with their caret lines, text
 * wrapped to the columns. Reads the Markdown that our pages are written in; what else it meets is shown as it
 * stands. Ends with a line feed.
 */
export function renderPage(
  markdown: string,
  options: Pick<TerminalOptions, "color" | "unicode" | "columns">,
): string {
  const style = makeStyle(options);
  const out: string[] = [];
  const lines = markdown.split(/\r?\n/);
  let at = 0;
  while (at < lines.length) {
    const block = readBlock(lines, at);
    if (block.kind !== "blank") {
      if (out.length > 0) out.push("");
      out.push(...renderBlock(block, style));
    }
    at = block.next;
  }
  return joinLines(out);
}

interface Block {
  readonly kind: "blank" | "heading" | "fence" | "verbatim" | "list" | "paragraph";
  readonly lines: readonly string[];
  /** The line behind the block. */
  readonly next: number;
}

function readBlock(lines: readonly string[], at: number): Block {
  const line = lines[at] ?? "";
  if (line.trim() === "") return { kind: "blank", lines: [], next: at + 1 };
  if (/^#{1,6} /.test(line)) return { kind: "heading", lines: [line], next: at + 1 };
  const fence = /^(`{3,})/.exec(line)?.[1];
  if (fence !== undefined) {
    const close = lines.findIndex((candidate, index) => index > at && candidate.trimEnd() === fence);
    const end = close === -1 ? lines.length : close;
    return { kind: "fence", lines: lines.slice(at, end), next: end + 1 };
  }
  const kind = line.startsWith("|") ? "verbatim" : LIST_ITEM.test(line) ? "list" : "paragraph";
  let next = at + 1;
  while (next < lines.length && !isBreak(lines[next] ?? "")) next++;
  return { kind, lines: lines.slice(at, next), next };
}

function isBreak(line: string): boolean {
  return line.trim() === "" || /^(?:#{1,6} |```)/.test(line);
}

function renderBlock({ kind, lines }: Block, style: Style): readonly string[] {
  const [first = ""] = lines;
  if (kind === "heading") return [style.paint("strong", visibleText(first.replace(/^#+\s+/, "")).trimEnd())];
  if (kind === "fence") return renderFence(lines, style);
  if (kind === "verbatim") return lines.map(visibleText);
  if (kind === "list") return renderList(lines, style);
  return renderInline(lines.map((line) => line.trim()).join(" "), "", style.proseColumns, style);
}

function renderFence([opening = "", ...body]: readonly string[], style: Style): readonly string[] {
  const info = opening.replace(/^`+/, "").trim();
  const label = FENCE_LABELS.get(info) ?? `${info}:`;
  const shown = body.map((line) => {
    const text = visibleText(line.replaceAll("\t", INDENT)).trimEnd();
    return CARETS.test(line) ? `${INDENT}${style.paint("warning", text)}` : `${INDENT}${text}`;
  });
  return label === "" ? shown : [style.paint("faint", visibleText(label)), "", ...shown];
}

/** Each item on lines of its own; a line that opens no item belongs to the one above. */
function renderList(lines: readonly string[], style: Style): readonly string[] {
  const items: { lead: string; text: string }[] = [];
  for (const line of lines) {
    const [all, indent = "", number, text = ""] = LIST_ITEM.exec(line) ?? [];
    const last = items.at(-1);
    if (all === undefined && last !== undefined) last.text += ` ${line.trim()}`;
    else {
      const mark = number === undefined ? style.marks.bullet : `${number}.`;
      items.push({ lead: `${" ".repeat(Math.min(indent.length, 8))}  ${mark} `, text });
    }
  }
  return items.flatMap(({ lead, text }) => renderInline(text, lead, style.proseColumns, style));
}
