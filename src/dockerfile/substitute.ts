import { BYTE_ORDER_MARK, type Lookup, type SubstituteOptions, Substitution } from "./substitute-reader.ts";
import { Splitter } from "./substitute-splitter.ts";

export type { Lookup, SubstituteOptions } from "./substitute-reader.ts";

/** What a word stands for. The names that were asked for come in the order of their first use. */
export type Substituted =
  | {
      readonly kind: "value";
      readonly value: string;
      readonly matched: readonly string[];
      readonly unmatched: readonly string[];
    }
  | {
      readonly kind: "refused";
      readonly reason: string;
      readonly matched: readonly string[];
      readonly unmatched: readonly string[];
    };

/** The words that a text is split into after its variables are replaced. */
export type SubstitutedWords =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "refused"; readonly reason: string };

/**
 * Replaces the variables of one word and takes its quotes and escapes away. Never throws: where the builder
 * would stop, the answer is "refused" with the builder's own text; a word that goes beyond
 * `limits.substitutionDepth`, `substitutionCharacters` or `substitutionComparisons` is refused as well, and
 * the reason says that it was cut off. Bytes that were not UTF-8 stay as they are.
 * Spec: Dockerfile reference, environment replacement; in doubt BuildKit's shell lexer.
 */
export function substituteWord(word: string, lookup: Lookup, options: SubstituteOptions = {}): Substituted {
  const special = options.escape === "`" ? SPECIAL_WITH_BACKTICK : SPECIAL_WITH_BACKSLASH;
  if (word.charCodeAt(0) !== BYTE_ORDER_MARK && !special.test(word)) {
    return { kind: "value", value: word, matched: [], unmatched: [] };
  }
  const substitution = new Substitution(word, lookup, options, undefined);
  const value = substitution.readWord();
  const matched = [...substitution.matched];
  const unmatched = [...substitution.unmatched];
  if (value === undefined) return { kind: "refused", reason: substitution.reason, matched, unmatched };
  return { kind: "value", value, matched, unmatched };
}

/**
 * Replaces the variables of a text and splits what comes out at white space that is neither quoted nor
 * escaped; empty words vanish. Refuses as `substituteWord` does. The builder forgets what it has of a word
 * when a modifier follows in the same word, so that `${A:-1}/${B:-2}` gives only `2`; so do we.
 */
export function substituteWords(
  word: string,
  lookup: Lookup,
  options: SubstituteOptions = {},
): SubstitutedWords {
  const splitter = new Splitter();
  const substitution = new Substitution(word, lookup, options, splitter);
  if (substitution.readWord() === undefined) return { kind: "refused", reason: substitution.reason };
  return { kind: "words", words: splitter.finish() };
}

const SPECIAL_WITH_BACKSLASH = /[$'"\\]/;
const SPECIAL_WITH_BACKTICK = /[$'"`]/;
