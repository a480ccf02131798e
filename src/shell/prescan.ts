import { limits } from "../base/index.ts";

const LESS = 60;

/**
 * Why a text is not given to the parser at all, as the end of a sentence; undefined for every text a person
 * writes. One pass that knows no quotes: it counts what can nest, and a closing sign too many counts as none.
 */
export function cutOffReason(text: string): string | undefined {
  if (text.length > limits.shellCharacters) {
    return `it has ${text.length} characters, and ${limits.shellCharacters} are read`;
  }
  // A text shorter than the smallest bound can reach none of them.
  if (text.length <= limits.shellDepth) return undefined;
  if (countHeredocs(text) > limits.shellHeredocs) {
    return `it has more than ${limits.shellHeredocs} heredocs`;
  }
  if (isTooDeep(text)) return tooDeep;
  return undefined;
}

/** The reason where the text is nested deeper than is read. */
export const tooDeep = `it is nested deeper than ${limits.shellDepth} levels`;

function countHeredocs(text: string): number {
  let count = 0;
  for (let at = text.indexOf("<<"); at !== -1; at = text.indexOf("<<", at)) {
    let end = at + 2;
    while (text.charCodeAt(end) === LESS) end++;
    if (end - at !== 3) count++;
    at = end;
  }
  return count;
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 40 || unit === 123) {
      depth++;
      if (depth > limits.shellDepth) return true;
    } else if ((unit === 41 || unit === 125) && depth > 0) depth--;
  }
  return false;
}
