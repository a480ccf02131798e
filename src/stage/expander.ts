import { limits, type Span } from "../base/index.ts";
import {
  type EscapeCharacter,
  type SubstituteOptions,
  substituteWord,
  substituteWords,
  type Word,
} from "../dockerfile/index.ts";
import type { StageCode } from "./codes.ts";
import type { UndefinedVariable } from "./model.ts";
import type { StageState } from "./state.ts";

/** Takes note of why the builder refuses something. */
export type Refuse = (code: StageCode, message: string, span: Span) => void;

/** Names that ARG declares without giving them to the environment; the builder keeps them for itself. */
const NOT_IN_ENVIRONMENT: ReadonlySet<string> = new Set([
  "BUILDKIT_SBOM_SCAN_CONTEXT",
  "BUILDKIT_SBOM_SCAN_STAGE",
]);

/** What a word costs besides its characters. */
const WORD_COST = 32;

/** Why a word is left as written once the budget is spent. */
export const CUT_OFF = "replacing variables gave more text than is followed here";

/** Whether ARG puts this name into the environment. */
export function isEnvironmentName(name: string): boolean {
  return !NOT_IN_ENVIRONMENT.has(name);
}

/** How much text replaced variables may give in one file, all words together. */
export class SubstitutionBudget {
  #left: number = limits.substitutionTotal;

  /** Whether there is none left. */
  get isSpent(): boolean {
    return this.#left <= 0;
  }

  /** Takes what a word gave. */
  spend(characters: number): void {
    this.#left -= characters;
  }
}

/** Replaces the variables of one instruction's words, and remembers what it gave and what was not defined. */
export class Expander {
  readonly undefinedVariables: UndefinedVariable[] = [];
  readonly #values = new Map<Word, string>();
  readonly #escape: EscapeCharacter;
  readonly #budget: SubstitutionBudget;
  readonly #refuse: Refuse;
  #hasRefused = false;
  #state: StageState;

  constructor(state: StageState, escape: EscapeCharacter, budget: SubstitutionBudget, refuse: Refuse) {
    this.#state = state;
    this.#escape = escape;
    this.#budget = budget;
    this.#refuse = refuse;
  }

  /** Whether a word was refused, so that the builder stops at this instruction. */
  get hasRefused(): boolean {
    return this.#hasRefused;
  }

  /** Goes on with another state: ARG sees what the same instruction defined before. */
  proceed(state: StageState): void {
    this.#state = state;
  }

  /** The word with its variables replaced; as written once anything of the instruction was refused. */
  expand(word: Word, options: SubstituteOptions = { escape: this.#escape }): string {
    if (this.#hasRefused) return word.value;
    if (this.#budget.isSpent && word.value.includes("$")) {
      this.#stop("stage/cut-off", CUT_OFF, word.span);
      return word.value;
    }
    const { environment, declared } = this.#state;
    const result = substituteWord(word.value, (name) => environment.get(name), options);
    for (const name of result.unmatched) {
      if (declared.has(name) || !isEnvironmentName(name)) continue;
      this.undefinedVariables.push({ name, word });
    }
    if (result.kind === "refused") {
      this.#stop(
        "stage/substitution-refused",
        `failed to process ${JSON.stringify(word.value)}: ${result.reason}`,
        word.span,
      );
      return word.value;
    }
    if (result.value !== word.value) {
      this.#budget.spend(result.value.length);
      this.#values.set(word, result.value);
    }
    return result.value;
  }

  /** The word split into words after its variables are replaced, as EXPOSE does; undefined ones are not noted. */
  split(word: Word): readonly string[] {
    if (this.#hasRefused) return [];
    if (this.#budget.isSpent && word.value.includes("$")) {
      this.#stop("stage/cut-off", CUT_OFF, word.span);
      return [];
    }
    const { environment } = this.#state;
    const result = substituteWords(word.value, (name) => environment.get(name), { escape: this.#escape });
    if (result.kind === "words") {
      if (word.value.includes("$")) {
        // A word is more than its text: it becomes a port, with a place and a step.
        for (const { length } of result.words) this.#budget.spend(length + WORD_COST);
      }
      return result.words;
    }
    this.#stop(
      "stage/substitution-refused",
      `failed to process ${JSON.stringify(word.value)}: ${result.reason}`,
      word.span,
    );
    return [];
  }

  /** A word's value as `expand` gave it. */
  valueOf(word: Word): string {
    return this.#values.get(word) ?? word.value;
  }

  /** Says a value that was not found by `expand`: an ARG given from outside. */
  override(word: Word, value: string): void {
    this.#values.set(word, value);
  }

  #stop(code: StageCode, message: string, span: Span): void {
    this.#hasRefused = true;
    this.#refuse(code, message, span);
  }
}
