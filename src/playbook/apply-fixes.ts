import {
  type Applicability,
  applyEdits,
  type Edit,
  type Finding,
  type Fix,
  type Span,
} from "../base/index.ts";
import type { Instruction } from "../dockerfile/index.ts";

/** A finding together with the fix that it offers. */
export interface OfferedFix {
  readonly finding: Finding;
  readonly fix: Fix;
}

/** One round of fixes: the text after them, the edits that led to it, in the order of the text, and what is mended. */
export interface FixRound {
  readonly text: string;
  readonly edits: readonly Edit[];
  readonly applied: readonly OfferedFix[];
}

/** Which fixes a round may apply. */
export interface FixRoundOptions {
  readonly allowed: ReadonlySet<Applicability>;
  /** The instructions of the text: fixes of different rules never share one in a round. */
  readonly instructions: readonly Instruction[];
  /** Rules whose fixes are not to be applied. */
  readonly except?: ReadonlySet<string>;
  /** Applies the first fix alone. */
  readonly alone?: boolean;
}

/**
 * Applies as many fixes as do not touch each other; undefined where there is none to apply. The rest waits for the
 * next round, when the text has been judged again.
 *
 * Safe fixes go first, all that touch no instruction of another rule's: they keep what a stage means, so that none
 * can take the ground from another. What changes a meaning goes one rule at a time, and a restructuring alone. The
 * order is that of the text, then of rule names, so that it does not matter which rule spoke first.
 */
export function applyFixes(
  text: string,
  findings: readonly Finding[],
  options: FixRoundOptions,
): FixRound | undefined {
  const offered = chooseWave(sortOffers(listOffers(text, findings, options)));
  const ground = new Ground(options.instructions);
  const taken: OfferedFix[] = [];
  const seen = new Set<string>();
  const edits: Edit[] = [];
  for (const offer of offered) {
    const key = JSON.stringify(offer.fix.edits);
    // Two findings that one and the same change mends.
    if (seen.has(key)) {
      taken.push(offer);
      continue;
    }
    if (options.alone === true && taken.length > 0) continue;
    if (!ground.take(offer.finding.rule, offer.fix.edits)) continue;
    seen.add(key);
    taken.push(offer);
    for (const edit of offer.fix.edits) edits.push(edit);
  }
  const changed = applyEdits(text, edits);
  if (changed === undefined || changed === text) return undefined;
  return { text: changed, edits: edits.sort((a, b) => a.span.start - b.span.start), applied: taken };
}

/** Fixes that may be applied and that change the text. */
function listOffers(
  text: string,
  findings: readonly Finding[],
  { allowed, except }: FixRoundOptions,
): OfferedFix[] {
  return findings.flatMap((finding) => {
    const { fix, rule } = finding;
    if (fix === undefined || !isApplicable(fix, allowed) || except?.has(rule) === true) return [];
    // What writes other files is applied by whoever can write them: see `chooseFileFixes`.
    if (fix.files !== undefined) return [];
    if (fix.edits.every(({ span, text: after }) => text.slice(span.start, span.end) === after)) return [];
    // Edits that overlap each other are a mistake of the rule's; nothing may come of them.
    return applyEdits(text, fix.edits) !== undefined ? [{ finding, fix }] : [];
  });
}

/** Whether a fix is of a kind that is allowed; advice that is only displayed never is. */
export function isApplicable(fix: Fix, allowed: ReadonlySet<Applicability>): boolean {
  return fix.applicability !== "display-only" && allowed.has(fix.applicability);
}

/**
 * The fixes that write other files and change nothing of the text, one for each path. Another finding that the same
 * writing mends is among them.
 */
export function chooseFileFixes(
  findings: readonly Finding[],
  allowed: ReadonlySet<Applicability>,
): readonly OfferedFix[] {
  const byPath = new Map<string, string>();
  return findings.flatMap((finding) => {
    const { fix } = finding;
    if (fix?.files === undefined || fix.edits.length > 0 || !isApplicable(fix, allowed)) return [];
    const isFree = fix.files.every((file) => {
      const known = byPath.get(file.path);
      return known === undefined || known === JSON.stringify(file);
    });
    if (!isFree) return [];
    for (const file of fix.files) byPath.set(file.path, JSON.stringify(file));
    return [{ finding, fix }];
  });
}

function sortOffers(offers: OfferedFix[]): readonly OfferedFix[] {
  const start = ({ fix }: OfferedFix): number => Math.min(...fix.edits.map(({ span }) => span.start));
  const keyed = offers.map((offer) => {
    return { offer, at: start(offer), key: `${offer.finding.rule} ${JSON.stringify(offer.fix.edits)}` };
  });
  keyed.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ offer }) => offer);
}

function chooseWave(offers: readonly OfferedFix[]): readonly OfferedFix[] {
  const safe = offers.filter(({ fix }) => fix.applicability === "safe");
  if (safe.length > 0) return safe;
  const unsafe = offers.filter(({ fix }) => fix.applicability === "unsafe");
  const [first] = unsafe;
  if (first !== undefined) return unsafe.filter(({ finding }) => finding.rule === first.finding.rule);
  return offers.slice(0, 1);
}

/**
 * What the fixes of a round have taken: instructions, and the gaps between them. Instruction `n` is cell `2n + 1`,
 * the gap before it cell `2n`, and an edit takes every cell that it touches.
 */
class Ground {
  readonly #spans: readonly Span[];
  readonly #owners = new Map<number, { readonly rule: string; readonly edits: Span[] }>();

  constructor(instructions: readonly Instruction[]) {
    this.#spans = instructions.map(({ syntax }) => syntax.span);
  }

  /** Takes what edits touch, or nothing: where another rule was first, or an edit of the same rule is too near. */
  take(rule: string, edits: readonly Edit[]): boolean {
    const cells = edits.map(({ span }) => this.#cells(span));
    const isFree = edits.every(({ span }, index) => {
      const { first, last } = cells[index] ?? { first: 0, last: -1 };
      for (let cell = first; cell <= last; cell++) {
        const owner = this.#owners.get(cell);
        if (owner === undefined) continue;
        if (owner.rule !== rule || owner.edits.some((other) => touches(other, span))) return false;
      }
      return true;
    });
    if (!isFree) return false;
    edits.forEach(({ span }, index) => {
      const { first, last } = cells[index] ?? { first: 0, last: -1 };
      for (let cell = first; cell <= last; cell++) {
        const owner = this.#owners.get(cell);
        if (owner === undefined) this.#owners.set(cell, { rule, edits: [span] });
        else owner.edits.push(span);
      }
    });
    return true;
  }

  #cells({ start, end }: Span): { readonly first: number; readonly last: number } {
    const before = this.#count((span) => span.end < start);
    const after = this.#count((span) => span.start <= end);
    const first = this.#spans[before];
    const last = this.#spans[after - 1];
    return {
      first: 2 * before + (first !== undefined && first.start < start ? 1 : 0),
      last: 2 * after - (last !== undefined && last.end > end ? 1 : 0),
    };
  }

  /** How many instructions, from the first, something holds for. */
  #count(holds: (span: Span) => boolean): number {
    let low = 0;
    let high = this.#spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const span = this.#spans[middle];
      if (span !== undefined && holds(span)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function touches(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}
