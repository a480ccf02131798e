import { lineStarts, positionAt, type Span } from "../base/index.ts";
import type { Dockerfile } from "../dockerfile/index.ts";
import type { Found, Report, RuleDefinition } from "./define-rule.ts";
import type { DockerfileSubject } from "./subject.ts";
import type { Suppression } from "./suppression.ts";

/** A finding before suppression comments were asked. */
export interface Draft {
  readonly rule: RuleDefinition;
  readonly found: Found;
}

/** A comment, and the name in it that means the rule it is kept for. */
interface Claim {
  readonly suppression: Suppression;
  readonly name: string;
}

/** The claims on one rule: of the whole file, and by the first line of the instruction they stand above. */
interface Claims {
  readonly whole: Claim[];
  readonly byLine: Map<number, Claim[]>;
}

/**
 * Takes out findings that comments cover, and then tells which comments covered none. A file may hold
 * thousands of both, so that neither is searched for the other.
 */
export class Silencer {
  readonly #dockerfile: Dockerfile;
  readonly #isContextKnown: boolean;
  readonly #suppressions: readonly Suppression[];
  readonly #rules: ReadonlySet<RuleDefinition>;
  readonly #named: ReadonlyMap<string, ReadonlySet<RuleDefinition>>;
  readonly #claims = new Map<RuleDefinition, Claims>();
  readonly #used = new Map<Suppression, Set<string>>();
  #starts: readonly number[] | undefined;

  /** `rules` are those that spoke, `all` those whose names a comment may hold. */
  constructor(
    { evaluated: { dockerfile }, context }: DockerfileSubject,
    suppressions: readonly Suppression[],
    rules: readonly RuleDefinition[],
    all: readonly RuleDefinition[],
  ) {
    this.#dockerfile = dockerfile;
    this.#isContextKnown = context.kind === "known";
    this.#suppressions = suppressions;
    this.#rules = new Set(rules);
    this.#named = nameRules(all);
    for (const suppression of suppressions) this.#note(suppression);
  }

  /** The findings that no comment covers. */
  apply(drafts: readonly Draft[]): readonly Draft[] {
    return drafts.filter((draft) => !this.#isSilenced(draft));
  }

  /** Lets a rule speak about the comments, once `apply` has shown which of them were of use. */
  tell(rule: RuleDefinition, report: Report): void {
    if (rule.onSuppression === undefined) return;
    for (const suppression of this.#suppressions) {
      const { names, tool } = suppression;
      const used = this.#used.get(suppression);
      const unused = names.filter((name) => used?.has(name) !== true && this.#isJudged(suppression, name));
      const unknown = tool === "plimsoll" ? names.filter((name) => !this.#named.has(`${tool}:${name}`)) : [];
      if (unused.length > 0 || unknown.length > 0)
        rule.onSuppression({ suppression, unused, unknown }, report);
    }
  }

  /** Of several names that mean a rule the first counts. */
  #note(suppression: Suppression): void {
    const met = new Set<RuleDefinition>();
    for (const name of new Set(suppression.names)) {
      for (const rule of this.#named.get(`${suppression.tool}:${name}`) ?? []) {
        if (met.has(rule)) continue;
        met.add(rule);
        this.#claimsOn(rule, suppression).push({ suppression, name });
      }
    }
  }

  #claimsOn(rule: RuleDefinition, { lines }: Suppression): Claim[] {
    const claims = this.#claims.get(rule) ?? { whole: [], byLine: new Map<number, Claim[]>() };
    this.#claims.set(rule, claims);
    if (lines === undefined) return claims.whole;
    const here = claims.byLine.get(lines.first) ?? [];
    claims.byLine.set(lines.first, here);
    return here;
  }

  #isSilenced({ rule, found }: Draft): boolean {
    const claims = this.#claims.get(rule);
    if (claims === undefined) return false;
    const about = (found.about ?? []).map(({ syntax }) => syntax.startLine);
    const lines = [this.#lineOf(found.at), ...about];
    const heeded = found.heeds === "about" ? about : found.heeds === undefined ? lines : [];
    const near = [...new Set(lines)].flatMap((line) => claims.byLine.get(this.#firstLineAt(line)) ?? []);
    let isSilenced = false;
    for (const { suppression, name } of [...claims.whole, ...near]) {
      const isBuilders = suppression.tool === "buildkit";
      if (isBuilders && found.heeds === "nothing") continue;
      if (!covers(suppression, isBuilders ? heeded : lines)) continue;
      const used = this.#used.get(suppression) ?? new Set<string>();
      this.#used.set(suppression, used.add(name));
      isSilenced = true;
    }
    return isSilenced;
  }

  #isJudged({ tool }: Suppression, name: string): boolean {
    for (const rule of this.#named.get(`${tool}:${name}`) ?? []) {
      if (this.#rules.has(rule) && (rule.needs !== "context" || this.#isContextKnown)) return true;
    }
    return false;
  }

  #lineOf({ start }: Span): number {
    const { instructions, text } = this.#dockerfile;
    const holder = instructions[lastIndex(instructions, ({ syntax }) => syntax.span.start <= start)];
    if (holder !== undefined && start < holder.syntax.span.end) return holder.syntax.startLine;
    this.#starts ??= lineStarts(text);
    return positionAt(this.#starts, start).line;
  }

  /** The first line of the instruction that a line belongs to; the line itself where there is none. */
  #firstLineAt(line: number): number {
    const { instructions } = this.#dockerfile;
    const holder = instructions[lastIndex(instructions, ({ syntax }) => syntax.startLine <= line)];
    return holder === undefined || line > holder.syntax.endLine ? line : holder.syntax.startLine;
  }
}

/** The last of the items that hold, where all that hold come first; -1 where none does. */
function lastIndex<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  let low = -1;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function covers({ lines }: Suppression, any: readonly number[]): boolean {
  return lines === undefined || any.some((line) => line >= lines.first && line <= lines.last);
}

/** The rules that a name means in a comment of a tool: our own by name or practice, others' through `replaces`. */
function nameRules(all: readonly RuleDefinition[]): ReadonlyMap<string, ReadonlySet<RuleDefinition>> {
  const named = new Map<string, Set<RuleDefinition>>();
  for (const rule of all) {
    const keys = ["plimsoll:all", `plimsoll:${rule.name}`, `plimsoll:${rule.practice}`];
    for (const replaced of rule.replaces) {
      const colon = replaced.indexOf(":");
      keys.push(replaced, `${replaced.slice(0, colon)}:all`, `plimsoll:${replaced.slice(colon + 1)}`);
    }
    for (const key of keys) named.set(key, (named.get(key) ?? new Set()).add(rule));
  }
  return named;
}
