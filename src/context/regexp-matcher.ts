import { limits } from "../base/index.ts";
import { type CharClasses, classifyCharacters } from "./char-classes.ts";
import { compileProgram, type RegexpProgram, type RegexpStep } from "./regexp-program.ts";
import { parseRegexp } from "./regexp-syntax.ts";

/** A regular expression in Go's syntax that answers in time linear in the text. */
export interface RegexpMatcher {
  /** Whether any part of the text matches. Bytes that are no UTF-8 count as U+FFFD, as in Go. */
  readonly matches: (text: string) => boolean;
}

/**
 * Makes a regular expression ready; undefined where Go refuses it. JavaScript's own would do for most patterns,
 * but it tries ways one after the other, and `*a*a*a*a*b` has too many of them.
 */
export function compileRegexp(source: string): RegexpMatcher | undefined {
  const node = parseRegexp(source);
  const program = node === undefined ? undefined : compileProgram(node);
  if (program === undefined) return undefined;
  const automaton = new Automaton(program);
  return { matches: (text) => automaton.matches(text) };
}

/** What stands before a place in the text, as far as an assertion can ask. */
type Before = "start" | "word" | "other";

/** A set of steps to follow, and where each class of characters leads from here. */
interface State {
  readonly steps: readonly number[];
  readonly before: Before;
  /** The state by class, `FOUND` or `LOST`; undefined until it is asked for. */
  readonly next: (State | typeof FOUND | typeof LOST | undefined)[];
}

const FOUND = 1;
const LOST = 0;

/** Follows all ways at once, and remembers every set of steps it has met, so that a character costs one look-up. */
class Automaton {
  readonly #steps: readonly RegexpStep[];
  readonly #start: number;
  readonly #classes: CharClasses;
  readonly #asksForWords: boolean;
  /** Whether a match may also start behind the first character. */
  readonly #isFloating: boolean;
  readonly #marks: Uint32Array;
  #mark = 0;
  #states = new Map<string, State>();
  #first: State | undefined;

  constructor(program: RegexpProgram) {
    this.#steps = program.steps;
    this.#start = program.start;
    this.#marks = new Uint32Array(program.steps.length);
    this.#asksForWords = program.steps.some(
      (step) => step.kind === "assertion" && step.assertion.endsWith("word-boundary"),
    );
    this.#classes = classifyCharacters(program.steps, this.#asksForWords);
    this.#isFloating = this.#canStartLater();
  }

  matches(text: string): boolean {
    this.#first ??= this.#stateOf([this.#start], "start");
    const { asciiClasses } = this.#classes;
    let state = this.#first;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      let cls = asciiClasses[unit];
      if (cls === undefined) {
        const character = text.codePointAt(at) ?? 0;
        if (character > 0xffff) at++;
        cls = this.#classes.classOf(character);
      }
      const next = state.next[cls] ?? this.#follow(state, cls);
      if (next === FOUND) return true;
      if (next === LOST) return false;
      state = next;
    }
    const end = this.#classes.end;
    return (state.next[end] ?? this.#follow(state, end)) === FOUND;
  }

  #follow(state: State, cls: number): State | typeof FOUND | typeof LOST {
    const isAtEnd = cls === this.#classes.end;
    const reached = this.#reach(state, isAtEnd, !isAtEnd && this.#classes.isWord(cls));
    let next: State | typeof FOUND | typeof LOST = LOST;
    if (reached === FOUND) {
      next = FOUND;
    } else if (!isAtEnd) {
      const behind = this.#pass(reached, cls);
      const before = this.#asksForWords && this.#classes.isWord(cls) ? "word" : "other";
      if (behind.length > 0) next = this.#stateOf(behind, before);
    }
    state.next[cls] = next;
    return next;
  }

  /** The steps that take a character, reached from the state without taking one. */
  #reach(state: State, isAtEnd: boolean, isBeforeWord: boolean): readonly number[] | typeof FOUND {
    const isBoundary = (state.before === "word") !== isBeforeWord;
    const open = [...state.steps];
    const reached: number[] = [];
    this.#mark++;
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (this.#marks[place] === this.#mark) continue;
      this.#marks[place] = this.#mark;
      const step = this.#steps[place];
      if (step === undefined) continue;
      if (step.kind === "found") return FOUND;
      if (step.kind === "character") {
        reached.push(place);
      } else if (step.kind === "fork") {
        open.push(step.right, step.left);
      } else {
        const { assertion } = step;
        const holds =
          (assertion === "start" && state.before === "start") ||
          (assertion === "end" && isAtEnd) ||
          (assertion === "word-boundary" && isBoundary) ||
          (assertion === "no-word-boundary" && !isBoundary);
        if (holds) open.push(step.next);
      }
    }
    return reached;
  }

  /** Where the steps lead that take a character of the class. */
  #pass(reached: readonly number[], cls: number): readonly number[] {
    const behind = new Set<number>();
    for (const place of reached) {
      const step = this.#steps[place];
      if (step?.kind === "character" && this.#classes.isIn(step.set, cls)) behind.add(step.next);
    }
    if (this.#isFloating) behind.add(this.#start);
    return [...behind].sort((a, b) => a - b);
  }

  #stateOf(steps: readonly number[], before: Before): State {
    const key = `${before} ${steps.join(" ")}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    // Forgetting everything costs time, never an answer: states are made anew as they are needed.
    if (this.#states.size >= limits.ignorePatternStates) {
      this.#states = new Map();
      this.#first = undefined;
    }
    const state: State = { steps, before, next: new Array(this.#classes.end + 1) };
    this.#states.set(key, state);
    return state;
  }

  /** Whether a way from the start takes a character, or ends, without asking for the start of the text. */
  #canStartLater(): boolean {
    const seen = new Set<number>();
    const open = [this.#start];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (seen.has(place)) continue;
      seen.add(place);
      const step = this.#steps[place];
      if (step?.kind === "character" || step?.kind === "found") return true;
      if (step?.kind === "fork") open.push(step.left, step.right);
      if (step?.kind === "assertion" && step.assertion !== "start") open.push(step.next);
    }
    return false;
  }
}
