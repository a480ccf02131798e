/** The title of a page: the text of its first heading, or undefined where it has none. */
export function pageTitle(page: string): string | undefined {
  const line = page.split("\n", LEADING_LINES).find((candidate) => candidate.startsWith("# "));
  return line?.slice(2).trim();
}

/**
 * The first sentence of a page's text, which says why its rule exists; undefined where none comes before the
 * first example.
 */
export function firstSentence(page: string): string | undefined {
  const lines = page.split("\n", LEADING_LINES).map((line) => line.trim());
  const start = lines.findIndex((line) => line !== "" && !line.startsWith("#"));
  const first = lines[start];
  if (first === undefined || first.startsWith("```")) return undefined;
  const length = lines.slice(start).findIndex((line) => line === "" || line.startsWith("```"));
  const paragraph = lines.slice(start, length === -1 ? undefined : start + length).join(" ");
  return /^.*?[.!?](?=\s|$)/.exec(paragraph)?.[0] ?? paragraph;
}

/** The title and the first paragraph stand in these; what follows is not looked at. */
const LEADING_LINES = 60;
