import { limits } from "../base/index.ts";
import { type CharSet, negateSet } from "./char-set.ts";
import { readBackslash, readClass } from "./regexp-class.ts";

/** What holds between two characters. */
export type Assertion = "start" | "end" | "word-boundary" | "no-word-boundary";

/** A regular expression, as far as ignore patterns can produce one. */
export type RegexpNode =
  | { readonly kind: "set"; readonly set: CharSet }
  | { readonly kind: "assertion"; readonly assertion: Assertion }
  | { readonly kind: "sequence"; readonly items: readonly RegexpNode[] }
  | { readonly kind: "choice"; readonly items: readonly RegexpNode[] }
  | RepeatNode;

/** `most` is undefined where there is no bound. */
export interface RepeatNode {
  readonly kind: "repeat";
  readonly item: RegexpNode;
  readonly least: number;
  readonly most: number | undefined;
}

/** The most that a count may say, and that counts around each other may multiply to. */
const MOST_REPEATS = 1000;

/** The set of one character. */
export function singleSet(character: number): CharSet {
  return [character, character];
}

const NOT_LINE_FEED = negateSet(singleSet(0x0a));

/**
 * Parses a regular expression in Go's syntax, as `regexp.Compile` does; undefined where Go refuses it.
 * It knows what a translated ignore pattern may hold: groups and `?` come only as `(.*\/)?`, and flags never.
 */
export function parseRegexp(source: string): RegexpNode | undefined {
  const parser = new RegexpParser(source);
  const node = parser.readChoice();
  return parser.isFailed || !parser.isAtEnd ? undefined : node;
}

class RegexpParser {
  isFailed = false;
  readonly #source: string;
  #at = 0;
  /** Whether the last thing read was a repetition: Go allows no second one behind it. */
  #isBehindRepeat = false;

  constructor(source: string) {
    this.#source = source;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#source.length;
  }

  /** Reads up to the end or a closing parenthesis. */
  readChoice(): RegexpNode {
    const choices: RegexpNode[] = [];
    let items: RegexpNode[] = [];
    while (!this.isFailed && !this.isAtEnd && this.#peek() !== ")") {
      if (this.#peek() === "|") {
        this.#at++;
        this.#isBehindRepeat = false;
        choices.push({ kind: "sequence", items });
        items = [];
      } else {
        this.#readItem(items);
      }
    }
    const last: RegexpNode = { kind: "sequence", items };
    return choices.length === 0 ? last : { kind: "choice", items: [...choices, last] };
  }

  /** Reads one element, or the repetition of the last one. */
  #readItem(items: RegexpNode[]): void {
    const unit = this.#peek();
    if (unit === "*" || unit === "?") {
      this.#at++;
      this.#repeatLast(items, 0, unit === "*" ? undefined : 1);
      return;
    }
    const count = unit === "{" ? readCount(this.#source, this.#at) : undefined;
    if (count !== undefined) {
      this.#at = count.end;
      const { least, most } = count;
      if (Math.max(least, most ?? 0) > MOST_REPEATS || (most ?? least) < least) this.isFailed = true;
      else this.#repeatLast(items, least, most);
      return;
    }
    this.#isBehindRepeat = false;
    if (unit === "(") items.push(this.#readGroup());
    else if (unit === "[") this.#readBrackets(items);
    else if (unit === "\\") this.#readBackslash(items);
    else items.push(this.#readPlain(unit));
  }

  #readPlain(unit: string): RegexpNode {
    if (unit === "^" || unit === "$") {
      this.#at++;
      return { kind: "assertion", assertion: unit === "^" ? "start" : "end" };
    }
    if (unit === ".") {
      this.#at++;
      return { kind: "set", set: NOT_LINE_FEED };
    }
    return this.#readCharacter();
  }

  #readCharacter(): RegexpNode {
    const character = this.#source.codePointAt(this.#at) ?? 0;
    this.#at += character > 0xffff ? 2 : 1;
    return { kind: "set", set: singleSet(character) };
  }

  #readGroup(): RegexpNode {
    this.#at++;
    const node = this.readChoice();
    if (this.#peek() !== ")") this.isFailed = true;
    this.#at++;
    this.#isBehindRepeat = false;
    return node;
  }

  #readBrackets(items: RegexpNode[]): void {
    const read = readClass(this.#source, this.#at);
    if (read === undefined) {
      this.isFailed = true;
      return;
    }
    this.#at = read.end;
    items.push({ kind: "set", set: read.set });
  }

  #readBackslash(items: RegexpNode[]): void {
    const letter = this.#source[this.#at + 1] ?? "";
    const assertion = ASSERTIONS.get(letter);
    if (assertion !== undefined) {
      this.#at += 2;
      items.push({ kind: "assertion", assertion });
    } else if (letter === "Q") {
      this.#readQuoted(items);
    } else {
      const read = readBackslash(this.#source, this.#at);
      if (read === undefined) this.isFailed = true;
      else items.push({ kind: "set", set: read.set });
      this.#at = read?.end ?? this.#at;
    }
  }

  /** Everything up to `\E`, or to the end, stands for itself. */
  #readQuoted(items: RegexpNode[]): void {
    this.#at += 2;
    const close = this.#source.indexOf("\\E", this.#at);
    const end = close === -1 ? this.#source.length : close;
    while (this.#at < end) items.push(this.#readCharacter());
    if (close !== -1) this.#at = close + 2;
  }

  #repeatLast(items: RegexpNode[], least: number, most: number | undefined): void {
    const item = items.pop();
    const isStacked = this.#isBehindRepeat;
    this.#isBehindRepeat = true;
    if (item === undefined || isStacked) {
      this.isFailed = true;
      return;
    }
    const node: RepeatNode = { kind: "repeat", item, least, most };
    if (!isRepeatWithin(node, MOST_REPEATS, limits.ignorePatternDepth)) this.isFailed = true;
    items.push(node);
  }

  #peek(): string {
    return this.#source[this.#at] ?? "";
  }
}

const ASSERTIONS: ReadonlyMap<string, Assertion> = new Map([
  ["A", "start"],
  ["z", "end"],
  ["b", "word-boundary"],
  ["B", "no-word-boundary"],
]);

const COUNT = /\{(0|[1-9][0-9]*)(,(0|[1-9][0-9]*)?)?\}/y;

/** `{2}`, `{2,}` or `{2,5}`; anything else behind a brace leaves it an ordinary character. */
function readCount(source: string, at: number) {
  COUNT.lastIndex = at;
  const match = COUNT.exec(source);
  if (match === null) return undefined;
  const least = Number(match[1]);
  const bound = match[3] === undefined ? undefined : Number(match[3]);
  return { least, most: match[2] === undefined ? least : bound, end: COUNT.lastIndex };
}

/** Whether counts inside counts multiply to no more than `budget`. A count of nothing is never too much. */
function isRepeatWithin(node: RegexpNode, budget: number, depth: number): boolean {
  if (depth === 0) return false;
  if (node.kind === "set" || node.kind === "assertion") return true;
  if (node.kind !== "repeat") return node.items.every((item) => isRepeatWithin(item, budget, depth - 1));
  if (node.most === 0) return true;
  const count = node.most ?? node.least;
  if (count > budget) return false;
  return isRepeatWithin(node.item, count > 0 ? Math.floor(budget / count) : budget, depth - 1);
}
