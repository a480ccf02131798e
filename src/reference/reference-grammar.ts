// Names are scanned by hand: a pattern with nested repetition keeps a stack for every character, and a long
// hostile name would exhaust it. Each scanner remembers one thing, what stands right before.
// Spec: distribution, reference grammar.

const DASH = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;
const UNDERSCORE = 0x5f;
/** After a letter or digit. */
const WORD = -1;
/** After two underscores: no third may follow. */
const TWO_UNDERSCORES = -2;
const REFUSED = -3;

// The bound keeps the match short whatever the text's length.
const TAG = /^\w[\w.-]{0,127}$/;
// Registered algorithms only, with the length of each; capitals would be a second spelling of one digest.
const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;
const IPV6 = /^[a-fA-F0-9:]+$/;
const PORT = /^[0-9]+$/;

/** Whether the text is a tag: a word character, then at most 127 of those, dots and dashes. */
export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** Whether the text is a digest of an algorithm that builders can compute, in lower case. */
export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

/**
 * Whether the text is the path of a repository: components between slashes, each of lower-case letters and
 * digits with single separators inside (`.`, `_`, `__` or any number of dashes).
 */
export function isRepositoryPath(text: string): boolean {
  let before = SLASH;
  for (let at = 0; at < text.length; at++) {
    before = followInPath(before, text.charCodeAt(at));
    if (before === REFUSED) return false;
  }
  return before === WORD;
}

/** Whether the text is a host name, an IPv4 address or an IPv6 address in brackets, and perhaps a port. */
export function isDomain(text: string): boolean {
  const isBracketed = text.startsWith("[");
  const end = isBracketed ? text.indexOf("]") + 1 : text.indexOf(":");
  if (isBracketed && end === 0) return false;
  const host = end === -1 ? text : text.slice(0, end);
  const port = end === -1 ? "" : text.slice(end);
  if (port !== "" && !(port.startsWith(":") && PORT.test(port.slice(1)))) return false;
  return isBracketed ? IPV6.test(host.slice(1, -1)) : isHostName(host);
}

function isHostName(text: string): boolean {
  let before = DOT;
  for (let at = 0; at < text.length; at++) {
    before = followInHost(before, text.charCodeAt(at));
    if (before === REFUSED) return false;
  }
  return before === WORD;
}

function followInPath(before: number, unit: number): number {
  if (isDigit(unit) || isLowerCase(unit)) return WORD;
  if (before === WORD) {
    const isSeparator = unit === DOT || unit === UNDERSCORE || unit === DASH || unit === SLASH;
    return isSeparator ? unit : REFUSED;
  }
  if (before === DASH && unit === DASH) return DASH;
  return before === UNDERSCORE && unit === UNDERSCORE ? TWO_UNDERSCORES : REFUSED;
}

function followInHost(before: number, unit: number): number {
  if (isDigit(unit) || isLowerCase(unit) || isUpperCase(unit)) return WORD;
  if (unit === DASH) return before === DOT ? REFUSED : DASH;
  return unit === DOT && before === WORD ? DOT : REFUSED;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function isLowerCase(unit: number): boolean {
  return unit >= 0x61 && unit <= 0x7a;
}

function isUpperCase(unit: number): boolean {
  return unit >= 0x41 && unit <= 0x5a;
}
