/** A set of characters: spans of code points, first and last by turns, rising, neither touching nor overlapping. */
export type CharSet = readonly number[];

const LAST_CHARACTER = 0x10ffff;

/** Sorts and joins spans that may come in any order. */
export function normalizeSet(spans: readonly number[]): CharSet {
  const pairs: (readonly [number, number])[] = [];
  for (let at = 0; at + 1 < spans.length; at += 2) pairs.push([spans[at] ?? 0, spans[at + 1] ?? 0]);
  pairs.sort((a, b) => a[0] - b[0]);
  const set: number[] = [];
  for (const [first, last] of pairs) {
    const end = set.at(-1);
    if (end === undefined || first > end + 1) set.push(first, last);
    else if (last > end) set[set.length - 1] = last;
  }
  return set;
}

/** All characters that the set lacks. */
export function negateSet(set: CharSet): CharSet {
  const negated: number[] = [];
  let next = 0;
  for (let at = 0; at + 1 < set.length; at += 2) {
    const first = set[at] ?? 0;
    if (first > next) negated.push(next, first - 1);
    next = (set[at + 1] ?? 0) + 1;
  }
  if (next <= LAST_CHARACTER) negated.push(next, LAST_CHARACTER);
  return negated;
}

/** Whether the set holds a character. */
export function isInSet(set: CharSet, character: number): boolean {
  for (let at = 0; at + 1 < set.length; at += 2) {
    if (character < (set[at] ?? 0)) return false;
    if (character <= (set[at + 1] ?? 0)) return true;
  }
  return false;
}

/** The characters between which `\b` sees a boundary. */
export const WORD: CharSet = spansOf("09AZ__az");

const DIGIT = spansOf("09");
const SPACE = spansOf("\t\n\f\r  ");

const BACKSLASH_SETS: Readonly<Record<string, CharSet>> = {
  d: DIGIT,
  D: negateSet(DIGIT),
  s: SPACE,
  S: negateSet(SPACE),
  w: WORD,
  W: negateSet(WORD),
};

const NAMED_SETS: ReadonlyMap<string, CharSet> = new Map([
  ["alnum", spansOf("09AZaz")],
  ["alpha", spansOf("AZaz")],
  ["ascii", spansOf("\0\x7f")],
  ["blank", spansOf("\t\t  ")],
  ["cntrl", spansOf("\0\x1f\x7f\x7f")],
  ["digit", DIGIT],
  ["graph", spansOf("!~")],
  ["lower", spansOf("az")],
  ["print", spansOf(" ~")],
  ["punct", spansOf("!/:@[`{~")],
  ["space", spansOf("\t\r  ")],
  ["upper", spansOf("AZ")],
  ["word", WORD],
  ["xdigit", spansOf("09AFaf")],
]);

/** What `\d`, `\s`, `\w` and their capitals stand for; undefined for other letters. */
export function backslashSet(letter: string): CharSet | undefined {
  return Object.hasOwn(BACKSLASH_SETS, letter) ? BACKSLASH_SETS[letter] : undefined;
}

/** What `[:alpha:]` stands for, by the word between the colons, `^` included; undefined for unknown words. */
export function namedSet(word: string): CharSet | undefined {
  if (!word.startsWith("^")) return NAMED_SETS.get(word);
  const set = NAMED_SETS.get(word.slice(1));
  return set === undefined ? undefined : negateSet(set);
}

function spansOf(ends: string): CharSet {
  return normalizeSet([...ends].map((end) => end.codePointAt(0) ?? 0));
}
