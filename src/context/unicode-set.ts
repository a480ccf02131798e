import { type CharSet, negateSet } from "./char-set.ts";

const LAST_CHARACTER = 0x10ffff;
const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;

const known = new Map<string, CharSet | undefined>();

/**
 * What `\p{name}` stands for in Go: a general category or a script. Capitals do not matter, as in Go; a long
 * name of a category is known with its underscores only (`Uppercase_Letter`). Undefined for unknown names.
 * No real ignore file uses one, so the set is found by asking about every character (some 50 ms), once.
 */
export function unicodeSet(name: string): CharSet | undefined {
  if (!known.has(name)) known.set(name, findSet(name));
  return known.get(name);
}

function findSet(name: string): CharSet | undefined {
  if (!/^[A-Za-z][A-Za-z_ -]*$/.test(name)) return undefined;
  const proper = name
    .split(/[_ -]+/)
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1).toLowerCase())
    .join("_");
  if (proper === "Any") return [0, LAST_CHARACTER];
  if (proper === "Ascii") return [0, 0x7f];
  if (proper === "Assigned") return negateSet(setOf(/^\p{Cn}$/u));
  if (proper === "Lc") return setOf(/^\p{LC}$/u);
  const test = propertyTest(`General_Category=${proper}`) ?? propertyTest(`Script=${proper}`);
  return test === undefined ? undefined : setOf(test);
}

function propertyTest(property: string): RegExp | undefined {
  try {
    return new RegExp(`^\\p{${property}}$`, "u");
  } catch {
    return undefined;
  }
}

function setOf(test: RegExp): CharSet {
  const set: number[] = [];
  let start = -1;
  for (let character = 0; character <= LAST_CHARACTER + 1; character++) {
    const isSurrogate = character >= FIRST_SURROGATE && character <= LAST_SURROGATE;
    const isIn = character <= LAST_CHARACTER && !isSurrogate && test.test(String.fromCodePoint(character));
    if (isIn && start === -1) start = character;
    if (isIn || start === -1) continue;
    set.push(start, character - 1);
    start = -1;
  }
  return set;
}
