/**
 * Whether the builder calls a pattern malformed before it matches anything. It asks Go's `filepath.Match` to
 * match the pattern against the name `.` and looks at the error only. As that function stops at the first part
 * that cannot match, an error behind it goes unnoticed: `x*[` passes, `*x[` does not.
 *
 * A pattern is a row of parts, each a text without stars (outside brackets) with or without a star before it.
 */
export function isMalformedPattern(pattern: string): boolean {
  let rest = pattern;
  let name = ".";
  while (rest !== "") {
    const part = cutPart(rest);
    rest = rest.slice(part.end);
    if (part.hasStar && part.text === "") return false;
    const taken = matchPart(part.text, name);
    if (taken === "malformed") return true;
    const next = taken === "no" ? undefined : name.slice(taken);
    if (next !== undefined && (next === "" || rest !== "")) {
      name = next;
      continue;
    }
    // A star may also take the dot itself, and leave nothing to the part.
    if (!part.hasStar || name === "") return false;
    const behind = matchPart(part.text, "");
    if (behind === "malformed") return true;
    if (behind === "no") return false;
    name = "";
  }
  return false;
}

interface Part {
  readonly hasStar: boolean;
  readonly text: string;
  /** The offset behind the part. */
  readonly end: number;
}

function cutPart(pattern: string): Part {
  let start = 0;
  while (pattern[start] === "*") start++;
  let isInBrackets = false;
  let end = start;
  for (; end < pattern.length; end++) {
    const unit = pattern[end];
    if (unit === "\\") end++;
    else if (unit === "[") isInBrackets = true;
    else if (unit === "]") isInBrackets = false;
    else if (unit === "*" && !isInBrackets) break;
  }
  end = Math.min(end, pattern.length);
  return { hasStar: start > 0, text: pattern.slice(start, end), end };
}

/** How many characters of the name (`.` or nothing) the part takes. All of the part is checked even so. */
function matchPart(part: string, name: string): number | "no" | "malformed" {
  let taken = 0;
  let isFailed = false;
  for (let at = 0; at < part.length; ) {
    isFailed = isFailed || taken >= name.length;
    let matchesDot = true;
    if (part[at] === "[") {
      const brackets = readBrackets(part, at + 1);
      if (brackets === undefined) return "malformed";
      matchesDot = brackets.matchesDot;
      at = brackets.end;
    } else if (part[at] === "?") {
      at++;
    } else {
      if (part[at] === "\\") at++;
      if (at >= part.length) return "malformed";
      matchesDot = part[at] === ".";
      at++;
    }
    if (!isFailed) taken++;
    isFailed = isFailed || !matchesDot;
  }
  return isFailed ? "no" : taken;
}

const DOT = 0x2e;

/** Reads what stands behind `[`: at least one character or span of characters, then `]`. */
function readBrackets(part: string, start: number) {
  let at = part[start] === "^" ? start + 1 : start;
  const isNegated = at > start;
  let hasDot = false;
  for (let count = 0; ; count++) {
    if (part[at] === "]" && count > 0) return { matchesDot: hasDot !== isNegated, end: at + 1 };
    const low = readBracketCharacter(part, at);
    if (low === undefined) return undefined;
    at = low.end;
    let high = low;
    if (part[at] === "-") {
      const read = readBracketCharacter(part, at + 1);
      if (read === undefined) return undefined;
      high = read;
      at = read.end;
    }
    hasDot = hasDot || (low.character <= DOT && DOT <= high.character);
  }
}

/** One character, escaped or not; undefined where none may stand, or where nothing follows to close the brackets. */
function readBracketCharacter(part: string, start: number) {
  if (part[start] === "-" || part[start] === "]") return undefined;
  const at = part[start] === "\\" ? start + 1 : start;
  const character = part.codePointAt(at);
  if (character === undefined || isInvalidByte(character)) return undefined;
  const end = at + (character > 0xffff ? 2 : 1);
  return end >= part.length ? undefined : { character, end };
}

/** Bytes that are no UTF-8 stand as lone surrogates in our text; Go refuses them here. */
function isInvalidByte(character: number): boolean {
  return character >= 0xd800 && character <= 0xdfff;
}
