/** TypeScript text with its comments and the insides of its strings blanked; every offset stays. */
export interface Blanked {
  readonly code: string;
  readonly comments: readonly Comment[];
}

/** One comment, with its delimiters. */
export interface Comment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A `/` after one of these starts a regular expression; after anything else it divides. */
const BEFORE_REGEX =
  /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void|delete|await|yield))$/;

/**
 * Blanks what is no code, so that a search for a word or an import finds code only. It knows comments,
 * strings, templates and regular expressions, which is enough for formatted TypeScript.
 */
export function blank(text: string): Blanked {
  const comments: Comment[] = [];
  const parts: string[] = [];
  // Depths of braces at which an open template literal goes on.
  const templates: number[] = [];
  let depth = 0;
  let at = 0;
  let copied = 0;
  const blankUpTo = (from: number, to: number): void => {
    parts.push(text.slice(copied, from), text.slice(from, to).replace(/[^\n]/g, " "));
    copied = to;
    at = to;
  };
  while (at < text.length) {
    const character = text[at];
    if (character === "/" && (text[at + 1] === "/" || text[at + 1] === "*")) {
      const end = endOfComment(text, at);
      comments.push({ start: at, end, text: text.slice(at, end) });
      blankUpTo(at, end);
    } else if (character === '"' || character === "'") {
      blankUpTo(at + 1, endOfLiteral(text, at + 1, character));
      at++;
    } else if (character === "/" && BEFORE_REGEX.test(codeBefore(parts, text, copied, at))) {
      blankUpTo(at + 1, endOfRegex(text, at + 1));
      at++;
    } else if (character === "`" || (character === "}" && templates.at(-1) === depth)) {
      if (character === "}") templates.pop();
      const end = endOfTemplate(text, at + 1);
      blankUpTo(at + 1, end);
      if (text[end] === "$") templates.push(depth);
      at += text[end] === "$" ? 2 : 1;
    } else {
      if (character === "{") depth++;
      if (character === "}") depth--;
      at++;
    }
  }
  parts.push(text.slice(copied));
  return { code: parts.join(""), comments };
}

function endOfComment(text: string, start: number): number {
  const isLine = text[start + 1] === "/";
  const end = text.indexOf(isLine ? "\n" : "*/", start + 2);
  if (end === -1) return text.length;
  return isLine ? end : end + 2;
}

/** The offset of the quote that closes a string. */
function endOfLiteral(text: string, start: number, quote: string): number {
  let at = start;
  while (at < text.length && text[at] !== quote) at += text[at] === "\\" ? 2 : 1;
  return Math.min(at, text.length);
}

/** The offset of the slash that closes a regular expression; one inside a class does not. */
function endOfRegex(text: string, start: number): number {
  let isClass = false;
  let at = start;
  while (at < text.length && (isClass || text[at] !== "/") && text[at] !== "\n") {
    if (text[at] === "[") isClass = true;
    if (text[at] === "]") isClass = false;
    at += text[at] === "\\" ? 2 : 1;
  }
  return Math.min(at, text.length);
}

/** The offset of the backquote that closes a template, or of the `${` where it is interrupted. */
function endOfTemplate(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== "`" && !(text[at] === "$" && text[at + 1] === "{")) {
    at += text[at] === "\\" ? 2 : 1;
  }
  return Math.min(at, text.length);
}

/** The last code before an offset, comments blanked and white space cut off. */
function codeBefore(parts: readonly string[], text: string, copied: number, at: number): string {
  let code = text.slice(copied, at).trimEnd();
  for (let index = parts.length - 1; index >= 0 && code.length < 10; index--) {
    code = ((parts[index] ?? "") + code).trimEnd();
  }
  return code.slice(-10);
}
