import { limits } from "../base/index.ts";

/** The longest name that anyone misspells; longer ones are not compared. */
const LONGEST = 80;

/**
 * The name that somebody probably meant by another: one that differs by a slip or two of the keyboard, or by
 * nothing but capitals.
 * Undefined where none is near, or where names are so short that every one is near. Looks at the first
 * `limits.nearNames` names only.
 */
export function findNearName(name: string, known: Iterable<string>, slips = 2): string | undefined {
  if (name.length > LONGEST) return undefined;
  const most = Math.min(slips, Math.floor((name.length - 1) / 3));
  const lower = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = most + 1;
  let seen = 0;
  for (const candidate of known) {
    if (++seen > limits.nearNames) break;
    if (candidate === name || Math.abs(candidate.length - name.length) >= bestDistance) continue;
    if (candidate.toLowerCase() === lower) return candidate;
    if (most < 1) continue;
    const distance = countSlips(name, candidate, bestDistance - 1);
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/**
 * How many letters must be added, left out, changed or swapped with their neighbour; any number above `most`
 * where it is more than that.
 */
function countSlips(first: string, second: string, most: number): number {
  let start = 0;
  while (start < first.length && first[start] === second[start]) start++;
  let cut = 0;
  const shorter = Math.min(first.length, second.length) - start;
  while (cut < shorter && first.at(-1 - cut) === second.at(-1 - cut)) cut++;
  const a = first.slice(start, first.length - cut);
  const b = second.slice(start, second.length - cut);
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const change = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let slips = Math.min(change, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        slips = Math.min(slips, (before[j - 2] ?? 0) + 1);
      }
      row.push(slips);
      least = Math.min(least, slips);
    }
    // A swap reaches back two rows, so that one row above the mark does not decide yet.
    if (least > most + 1) return least;
    before = above;
    above = row;
  }
  return above[b.length] ?? 0;
}
