import { type CharSet, isInSet, WORD } from "./char-set.ts";
import type { RegexpStep } from "./regexp-program.ts";

/** Characters that a program cannot tell apart, numbered. */
export interface CharClasses {
  /** The class of each ASCII character. */
  readonly asciiClasses: readonly number[];
  /** The class of any character; a lone surrogate (a byte that is no UTF-8) counts as U+FFFD. */
  readonly classOf: (character: number) => number;
  /** Stands for the end of the text. */
  readonly end: number;
  readonly isIn: (set: CharSet, cls: number) => boolean;
  readonly isWord: (cls: number) => boolean;
}

const REPLACEMENT = 0xfffd;

/** Divides all characters at the bounds of the sets a program asks for. */
export function classifyCharacters(steps: readonly RegexpStep[], asksForWords: boolean): CharClasses {
  const sets = new Set<CharSet>(asksForWords ? [WORD] : []);
  for (const step of steps) if (step.kind === "character") sets.add(step.set);
  const bounds = new Set([0]);
  for (const set of sets) {
    for (let at = 0; at + 1 < set.length; at += 2) {
      bounds.add(set[at] ?? 0);
      bounds.add((set[at + 1] ?? 0) + 1);
    }
  }
  const starts = [...bounds].sort((a, b) => a - b);
  const members = new Map<CharSet, readonly boolean[]>();
  for (const set of [...sets, WORD]) {
    members.set(
      set,
      starts.map((start) => isInSet(set, start)),
    );
  }
  const classOf = (character: number): number =>
    lastAtMost(starts, character >= 0xd800 && character <= 0xdfff ? REPLACEMENT : character);
  return {
    asciiClasses: Array.from({ length: 0x80 }, (_, character) => classOf(character)),
    classOf,
    end: starts.length,
    isIn: (set, cls) => members.get(set)?.[cls] === true,
    isWord: (cls) => asksForWords && members.get(WORD)?.[cls] === true,
  };
}

function lastAtMost(starts: readonly number[], character: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= character) low = middle;
    else high = middle - 1;
  }
  return low;
}
