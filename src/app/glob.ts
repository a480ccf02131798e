/** One part of a path as a pattern: what each of its pieces matches. */
export interface Glob {
  readonly pieces: readonly GlobPiece[];
  /** The text, where the pattern has no wildcard. */
  readonly literal: string | undefined;
  /** The text behind a single leading `*`, where that is all. */
  readonly suffix: string | undefined;
}

/** `*`, one unit as it is, any unit, or a class of units. */
type GlobPiece =
  | { readonly kind: "many" }
  | { readonly kind: "unit"; readonly unit: string }
  | { readonly kind: "any" }
  | {
      readonly kind: "class";
      readonly isNegated: boolean;
      readonly ranges: readonly (readonly [string, string])[];
    };

const CLASSES: Readonly<Record<string, string>> = {
  alnum: "09AZaz",
  alpha: "AZaz",
  blank: "\t\t  ",
  cntrl: "\0\x1f\x7f\x7f",
  digit: "09",
  graph: "!~",
  lower: "az",
  print: " ~",
  punct: "!/:@[`{~",
  space: "\t\r  ",
  upper: "AZ",
  xdigit: "09AFaf",
};

/**
 * Compiles one part of a path (no slash in it) as Git's wildmatch reads it: `*`, `?`, `[…]` with ranges,
 * `!` or `^` and named classes, and the backslash. Undefined for a pattern that can match nothing.
 */
export function compileGlob(pattern: string): Glob | undefined {
  const pieces: GlobPiece[] = [];
  let at = 0;
  while (at < pattern.length) {
    const unit = characterAt(pattern, at);
    if (unit === "*") {
      if (pieces.at(-1)?.kind !== "many") pieces.push({ kind: "many" });
      at++;
    } else if (unit === "?") {
      pieces.push({ kind: "any" });
      at++;
    } else if (unit === "[") {
      const found = readClass(pattern, at + 1);
      if (found === undefined) return undefined;
      pieces.push(found.piece);
      at = found.end;
    } else {
      const at2 = unit === "\\" ? at + 1 : at;
      const escaped = characterAt(pattern, at2);
      if (escaped === "") return undefined;
      pieces.push({ kind: "unit", unit: escaped });
      at = at2 + escaped.length;
    }
  }
  const rest = pieces[0]?.kind === "many" ? textOf(pieces.slice(1)) : undefined;
  return { pieces, literal: textOf(pieces), suffix: rest };
}

/** The text that pieces without wildcards spell. */
function textOf(pieces: readonly GlobPiece[]): string | undefined {
  let text = "";
  for (const piece of pieces) {
    if (piece.kind !== "unit") return undefined;
    text += piece.unit;
  }
  return text;
}

/**
 * Whether a name matches. Only the last `*` is ever tried again, which suffices, so that the time is at most
 * the product of both lengths.
 */
export function matchGlob(glob: Glob, name: string): boolean {
  if (glob.literal !== undefined) return glob.literal === name;
  if (glob.suffix !== undefined) return name.endsWith(glob.suffix);
  const { pieces } = glob;
  let piece = 0;
  let at = 0;
  let retryPiece = -1;
  let retryAt = 0;
  while (at < name.length) {
    const unit = characterAt(name, at);
    const current = pieces[piece];
    if (current?.kind === "many") {
      piece++;
      retryPiece = piece;
      retryAt = at;
      if (piece === pieces.length) return true;
    } else if (current !== undefined && matchesPiece(current, unit)) {
      piece++;
      at += unit.length;
    } else if (retryPiece !== -1) {
      piece = retryPiece;
      retryAt += characterAt(name, retryAt).length;
      at = retryAt;
    } else {
      return false;
    }
  }
  while (pieces[piece]?.kind === "many") piece++;
  return piece === pieces.length;
}

function matchesPiece(piece: GlobPiece, unit: string): boolean {
  if (piece.kind === "any") return true;
  if (piece.kind === "unit") return piece.unit === unit;
  if (piece.kind === "many") return false;
  return piece.ranges.some(([low, high]) => isBetween(unit, low, high)) !== piece.isNegated;
}

function isBetween(unit: string, low: string, high: string): boolean {
  const code = unit.codePointAt(0) ?? 0;
  return code >= (low.codePointAt(0) ?? 0) && code <= (high.codePointAt(0) ?? 0);
}

/** A class, read from behind its bracket; undefined where it never closes. */
function readClass(pattern: string, start: number): { piece: GlobPiece; end: number } | undefined {
  const ranges: (readonly [string, string])[] = [];
  const isNegated = pattern[start] === "!" || pattern[start] === "^";
  let at = isNegated ? start + 1 : start;
  for (let isFirst = true; isFirst || pattern[at] !== "]"; isFirst = false) {
    const named = /^\[:(\w*):\]/.exec(pattern.slice(at, at + 12));
    if (named !== null) {
      const bounds = CLASSES[named[1] ?? ""];
      if (bounds === undefined) return undefined;
      for (let i = 0; i < bounds.length; i += 2) ranges.push([bounds.charAt(i), bounds.charAt(i + 1)]);
      at += named[0].length;
      continue;
    }
    const low = readMember(pattern, at);
    if (low === undefined) return undefined;
    at = low.end;
    const isRange = pattern[at] === "-" && pattern[at + 1] !== "]" && at + 1 < pattern.length;
    const high = isRange ? readMember(pattern, at + 1) : low;
    if (high === undefined) return undefined;
    at = high.end;
    ranges.push([low.unit, high.unit]);
  }
  return { piece: { kind: "class", isNegated, ranges }, end: at + 1 };
}

function readMember(pattern: string, at: number): { unit: string; end: number } | undefined {
  const start = pattern[at] === "\\" ? at + 1 : at;
  const unit = characterAt(pattern, start);
  return unit === "" ? undefined : { unit, end: start + unit.length };
}

/** The whole character at an offset; empty behind the end. */
function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}
