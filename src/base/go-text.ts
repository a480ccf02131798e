// The builder is written in Go, and its idea of white space decides where words end. JavaScript's `\s`
// differs: it knows U+FEFF and not U+0085.
const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Whether a character (the unit at `at`) is white space to Go's `unicode.IsSpace`. */
export function isGoSpace(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit < 0x80) return unit === 32 || (unit >= 9 && unit <= 13);
  return SPACE.test(text.charAt(at));
}

/** The offset of the first character at or after `at` that is no white space, or `end`. */
export function skipGoSpace(text: string, at: number, end: number = text.length): number {
  let next = at;
  while (next < end && isGoSpace(text, next)) next++;
  return next;
}

/** The offset behind the last character before `end` that is no white space, or `start`. */
export function trimGoSpaceEnd(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && isGoSpace(text, last - 1)) last--;
  return last;
}

/** `strings.TrimSpace`. */
export function trimGoSpace(text: string): string {
  const start = skipGoSpace(text, 0);
  return text.slice(start, trimGoSpaceEnd(text, start, text.length));
}
