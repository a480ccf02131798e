import { type Edit, limits } from "../base/index.ts";

/** Lines that were exchanged: `before` and `after` are half-open stretches of line numbers from 0. */
export interface LineChange {
  readonly before: { readonly start: number; readonly end: number };
  readonly after: { readonly start: number; readonly end: number };
}

/** The lines of a text, each with its line feed; the last may have none. */
export function splitLines(text: string): readonly string[] {
  const lines: string[] = [];
  for (let at = 0; at < text.length; ) {
    const feed = text.indexOf("\n", at);
    const end = feed === -1 ? text.length : feed + 1;
    lines.push(text.slice(at, end));
    at = end;
  }
  return lines;
}

/**
 * The fewest lines to exchange so that one text becomes the other, in order and never touching each other. Where
 * more than `limits.diffLines` differ, all from the first to the last of them is one change.
 */
export function diffLines(before: readonly string[], after: readonly string[]): readonly LineChange[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  if (a.length === 0 && b.length === 0) return [];
  return joinMoves(findPath(a, b), a.length, b.length).map((change) => ({
    before: { start: change.before.start + head, end: change.before.end + head },
    after: { start: change.after.start + head, end: change.after.end + head },
  }));
}

/**
 * The edits of `before` that lead to `after`, without what the lines have in common: one for each line where as
 * many came as went, else one for the change.
 */
export function editsBetween(before: string, after: string): readonly Edit[] {
  const [a, b] = [splitLines(before), splitLines(after)];
  const [startsA, startsB] = [startsOf(a), startsOf(b)];
  return diffLines(a, b)
    .flatMap(splitEven)
    .map((change) => {
      const from = startsA[change.before.start] ?? before.length;
      const old = before.slice(from, startsA[change.before.end] ?? before.length);
      const text = after.slice(
        startsB[change.after.start] ?? after.length,
        startsB[change.after.end] ?? after.length,
      );
      return trimEdit(from, old, text);
    });
}

function splitEven(change: LineChange): readonly LineChange[] {
  const { before, after } = change;
  const count = before.end - before.start;
  if (after.end - after.start !== count) return [change];
  return Array.from({ length: count }, (_, index) => ({
    before: { start: before.start + index, end: before.start + index + 1 },
    after: { start: after.start + index, end: after.start + index + 1 },
  }));
}

function startsOf(lines: readonly string[]): readonly number[] {
  let at = 0;
  return lines.map((line) => {
    at += line.length;
    return at - line.length;
  });
}

/** Takes away what both texts begin and end with, and never cuts a surrogate pair or a CRLF in two. */
function trimEdit(from: number, old: string, text: string): Edit {
  const least = Math.min(old.length, text.length);
  let head = 0;
  while (head < least && old[head] === text[head]) head++;
  if (head > 0 && splits(old[head - 1], old[head], text[head])) head--;
  let tail = 0;
  while (tail < least - head && old[old.length - 1 - tail] === text[text.length - 1 - tail]) tail++;
  if (tail > 0 && splits(old[old.length - 1 - tail], old[old.length - tail], undefined)) tail--;
  return {
    span: { start: from + head, end: from + old.length - tail },
    text: text.slice(head, text.length - tail),
  };
}

function splits(left: string | undefined, right: string | undefined, other: string | undefined): boolean {
  if (left === "\r") return right === "\n" || other === "\n";
  return left !== undefined && /[\ud800-\udbff]/.test(left);
}

/** A step of a path: at line `x` of one text and `y` of the other, a line is taken away or put in. */
interface Move {
  readonly x: number;
  readonly y: number;
  readonly isRemoval: boolean;
}

/**
 * The steps of a shortest path through the grid of both texts, where a diagonal is a line they share; undefined
 * where it is longer than we look. Spec: Myers, "An O(ND) Difference Algorithm and Its Variations", section 4.
 */
function findPath(a: readonly string[], b: readonly string[]): readonly Move[] | undefined {
  const most = Math.min(a.length + b.length, limits.diffLines);
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let distance = 0; distance <= most; distance++) {
    trace.push(new Map(furthest));
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      let x = startOn(furthest, diagonal, distance);
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++;
      furthest.set(diagonal, x);
      if (x >= a.length && x - diagonal >= b.length) return walkBack(trace, a.length, b.length);
    }
  }
  return undefined;
}

/** Where a path enters a diagonal: from the one above by a line taken away, or from below by one put in. */
function startOn(furthest: ReadonlyMap<number, number>, diagonal: number, distance: number): number {
  const down = furthest.get(diagonal + 1) ?? -1;
  const right = furthest.get(diagonal - 1) ?? -1;
  return diagonal === -distance || (diagonal !== distance && right < down) ? down : right + 1;
}

/** The steps of the path at which a line is taken away or put in, from the first. */
function walkBack(trace: readonly ReadonlyMap<number, number>[], width: number, height: number): Move[] {
  const points: Move[] = [];
  let [x, y] = [width, height];
  for (let distance = trace.length - 1; distance > 0; distance--) {
    const furthest = trace[distance] ?? new Map<number, number>();
    const diagonal = x - y;
    const down = furthest.get(diagonal + 1) ?? -1;
    const right = furthest.get(diagonal - 1) ?? -1;
    const isDown = diagonal === -distance || (diagonal !== distance && right < down);
    const fromX = isDown ? down : right;
    const fromY = fromX - (isDown ? diagonal + 1 : diagonal - 1);
    points.push({ x: fromX, y: fromY, isRemoval: !isDown });
    [x, y] = [fromX, fromY];
  }
  return points.reverse();
}

/** Steps next to each other are one change. */
function joinMoves(moves: readonly Move[] | undefined, width: number, height: number): readonly LineChange[] {
  if (moves === undefined) return [{ before: { start: 0, end: width }, after: { start: 0, end: height } }];
  const changes: LineChange[] = [];
  for (const { x, y, isRemoval } of moves) {
    const last = changes.at(-1);
    const joined = last?.before.end === x && last.after.end === y ? changes.pop() : undefined;
    changes.push({
      before: { start: joined?.before.start ?? x, end: isRemoval ? x + 1 : x },
      after: { start: joined?.after.start ?? y, end: isRemoval ? y : y + 1 },
    });
  }
  return changes;
}
