import { visibleText } from "../visible-text.ts";
import type { Style } from "./style.ts";
import { displayWidth } from "./width.ts";

/** One word of running text: what is shown, painted, and the columns it takes. */
interface Word {
  readonly text: string;
  readonly width: number;
}

/** Code, strong text, links; what stands between them is plain. */
const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)\s]+)\)/g;

/**
 * Running Markdown as lines of at most `columns`, the first behind `lead` and the others indented as far. Code is
 * set in backticks where there is no colour; a link shows its address where that leads out of the project.
 */
export function renderInline(
  markdown: string,
  lead: string,
  columns: number,
  style: Style,
): readonly string[] {
  const indent = " ".repeat(displayWidth(lead));
  const lines: string[] = [];
  let line: string[] = [];
  let used = indent.length;
  for (const word of splitWords(visibleText(markdown), style)) {
    if (line.length > 0 && used + 1 + word.width > columns) {
      lines.push(line.join(" "));
      line = [];
      used = indent.length;
    }
    used += line.length === 0 ? word.width : 1 + word.width;
    line.push(word.text);
  }
  lines.push(line.join(" "));
  return lines.map((text, index) => `${index === 0 ? lead : indent}${text}`);
}

/** Words, cut at spaces; what touches without a space between, such as code and a comma, stays one word. */
function splitWords(text: string, style: Style): readonly Word[] {
  const words: Word[] = [];
  let isOpen = false;
  const add = (run: string, paint: (word: string) => string): void => {
    for (const [index, part] of run.split(/ +/).entries()) {
      if (index > 0) isOpen = false;
      if (part === "") continue;
      const last = isOpen ? words.pop() : undefined;
      words.push({
        text: (last?.text ?? "") + paint(part),
        width: (last?.width ?? 0) + displayWidth(part),
      });
      isOpen = true;
    }
  };
  const plain = (word: string): string => word;
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    add(text.slice(from, match.index), plain);
    const [all, code, strong, label = "", target = ""] = match;
    if (code !== undefined) add(`\`${code}\``, (word) => style.paint("code", word));
    else if (strong !== undefined) add(strong, (word) => style.paint("strong", word));
    else add(/^[a-z]+:/.test(target) ? `${label} (${target})` : label, plain);
    from = match.index + all.length;
  }
  add(text.slice(from), plain);
  return words;
}
