/** What the tests look at in a Markdown document; lines count from 1. */
export interface Markdown {
  readonly fences: readonly { readonly info: string; readonly text: string; readonly line: number }[];
  readonly links: readonly { readonly target: string; readonly line: number }[];
  /** The fragments that lead to its headings, as code hosts make them. */
  readonly anchors: readonly string[];
}

/** Reads a document's fences, and the links and headings outside them. */
export function parseMarkdown(text: string): Markdown {
  const fences: { info: string; text: string; line: number }[] = [];
  const links: { target: string; line: number }[] = [];
  const anchors: string[] = [];
  let closing: RegExp | undefined;
  for (const [index, row] of text.split("\n").entries()) {
    const line = index + 1;
    const fence = fences.at(-1);
    if (closing !== undefined && fence !== undefined) {
      if (closing.test(row)) closing = undefined;
      else fence.text += `${row}\n`;
      continue;
    }
    const opening = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(row);
    if (opening !== null) {
      closing = new RegExp(`^ {0,3}${opening[1]}+ *$`);
      fences.push({ info: (opening[2] ?? "").trim(), text: "", line });
      continue;
    }
    const heading = /^#{1,6} +(.*?)#* *$/.exec(row)?.[1];
    if (heading !== undefined) anchors.push(slug(heading, anchors));
    for (const target of targetsOf(row)) links.push({ target, line });
  }
  return { fences, links, anchors };
}

/** Inline links and images, and reference definitions; code spans hold none. */
function targetsOf(row: string): readonly string[] {
  const prose = row.replace(/(`+).*?\1/g, (code) => " ".repeat(code.length));
  const inline = [...prose.matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)/g)].map((match) => match[1] ?? "");
  const definition = /^ {0,3}\[[^\]]+\]: *(\S+)/.exec(prose)?.[1];
  return definition === undefined ? inline : [...inline, definition];
}

function slug(heading: string, before: readonly string[]): string {
  const plain = heading
    .replace(/\]\([^)]*\)/g, "]")
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
  let name = plain;
  for (let count = 1; before.includes(name); count++) name = `${plain}-${count}`;
  return name;
}
