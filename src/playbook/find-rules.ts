import type { RuleDefinition } from "./define-rule.ts";
import { rules } from "./generated/rules.ts";
import { findNearName } from "./near-name.ts";

const ALL: readonly RuleDefinition[] = rules;

/**
 * The rules that a name means: one by its own name, all of a practice, or those that stand for another tool's
 * identifier, with or without the tool (`DL3006`, `hadolint:DL3006`), whatever the case. Empty for other names.
 */
export function findRules(name: string): readonly RuleDefinition[] {
  const lower = name.toLowerCase();
  const own = ALL.filter((rule) => rule.name === lower || rule.practice === lower);
  if (own.length > 0) return own;
  return ALL.filter(({ replaces }) =>
    replaces.some((replaced) => {
      const known = replaced.toLowerCase();
      return known === lower || known.slice(known.indexOf(":") + 1) === lower;
    }),
  );
}

/** The known name of a rule or practice that somebody probably meant by a misspelt one, if any is near. */
export function suggestName(name: string): string | undefined {
  return findNearName(name.toLowerCase(), new Set(ALL.flatMap((rule) => [rule.name, rule.practice])), 3);
}
