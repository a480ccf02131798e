import { type Dockerfile, type StageSection, substituteWord, type Word } from "../dockerfile/index.ts";
import { type ParsedPlatform, type Platform, parsePlatform, parseReference } from "../reference/index.ts";
import { CUT_OFF, type Refuse, SubstitutionBudget } from "./expander.ts";
import type { Globals } from "./globals.ts";
import type { PlatformWord, UndefinedVariable } from "./model.ts";

/** What the words of one FROM came to. */
export interface EvaluatedFrom {
  readonly baseName: string;
  readonly platform: Platform | undefined;
  readonly platformWord: PlatformWord | undefined;
  readonly undeclared: readonly UndefinedVariable[];
  /** Names in the base without value or default. */
  readonly unset: readonly string[];
}

/** What the words of all FROMs are read with. */
export interface FromContext {
  readonly globals: Globals;
  readonly budget: SubstitutionBudget;
  readonly escape: Dockerfile["escape"];
}

/** Replaces the variables of a FROM by the global arguments, and reads its platform. */
export function evaluateFrom(
  { from }: StageSection,
  { globals, budget, escape }: FromContext,
  refuse: Refuse,
): EvaluatedFrom {
  const undeclared: UndefinedVariable[] = [];
  const lookup = (name: string): string | undefined => globals.values.get(name);
  const note = (names: readonly string[], word: Word): void => {
    for (const name of names) if (!globals.declared.has(name)) undeclared.push({ name, word });
  };
  if (budget.isSpent && (from.image.value.includes("$") || from.platform?.value.includes("$") === true)) {
    refuse("stage/cut-off", CUT_OFF, from.image.span);
    return { baseName: "", platform: undefined, platformWord: undefined, undeclared, unset: [] };
  }
  const base = substituteWord(from.image.value, lookup, { escape });
  if (base.kind === "value" && from.image.value.includes("$")) budget.spend(base.value.length);
  note(base.unmatched, from.image);
  if (base.kind === "refused") refuseWord(from.image, base.reason, refuse);
  else if (base.value === "") {
    refuse("stage/base-blank", `base name (${from.image.value}) should not be blank`, from.image.span);
  }
  const baseName = base.kind === "value" ? base.value : "";
  const unset = base.unmatched.filter((name) => asksPlainly(from.image.value, name));
  if (from.platform === undefined || from.platform.value === "") {
    return { baseName, platform: undefined, platformWord: undefined, undeclared, unset };
  }
  const word = from.platform;
  const result = substituteWord(word.value, lookup, { escape });
  note(result.unmatched, word);
  if (result.kind === "refused") {
    refuseWord(word, result.reason, refuse);
    return { baseName, platform: undefined, platformWord: undefined, undeclared, unset };
  }
  if (word.value.includes("$")) budget.spend(result.value.length);
  const platform = readPlatform(word, result.value, refuse);
  const { matched, unmatched } = result;
  return {
    baseName,
    platform,
    platformWord: { word, value: result.value, matched, unmatched },
    undeclared,
    unset,
  };
}

/** Whether a word asks for a variable without saying what stands in for it: `$A` or `${A}`, not `${A:-b}`. */
function asksPlainly(word: string, name: string): boolean {
  if (["}", "#", "%", "/"].some((end) => word.includes(`\${${name}${end}`))) return true;
  for (let at = word.indexOf(`$${name}`); at !== -1; at = word.indexOf(`$${name}`, at + 1)) {
    if (!/^[\p{L}\p{N}_]/u.test(word.slice(at + 1 + name.length))) return true;
  }
  return false;
}

function readPlatform(word: Word, value: string, refuse: Refuse): Platform | undefined {
  if (value === "") {
    refuse("stage/platform-invalid", `empty platform value from expression ${word.value}`, word.span);
    return undefined;
  }
  const parsed: ParsedPlatform = parsePlatform(value);
  if (parsed.kind === "platform") return parsed.platform;
  refuse("stage/platform-invalid", `failed to parse platform ${word.value}: ${parsed.message}`, word.span);
  return undefined;
}

function refuseWord(word: Word, reason: string, refuse: Refuse): void {
  refuse(
    "stage/substitution-refused",
    `failed to process ${JSON.stringify(word.value)}: ${reason}`,
    word.span,
  );
}

/**
 * Which bases are valid names when every ARG keeps its default, by stage. From the first word on that cannot
 * be replaced, the builder no longer looks, and all count as valid.
 */
export function judgeDefaults(dockerfile: Dockerfile, defaults: Globals): readonly boolean[] {
  const valid = dockerfile.stages.map(() => true);
  if (defaults.hasRefused) return valid;
  const budget = new SubstitutionBudget();
  for (const { from, index } of dockerfile.stages) {
    const base = substituteWord(from.image.value, (name) => defaults.values.get(name), {
      escape: dockerfile.escape,
    });
    if (base.kind === "refused" || budget.isSpent) break;
    if (from.image.value.includes("$")) budget.spend(base.value.length);
    valid[index] = parseReference(base.value).kind === "reference";
  }
  return valid;
}
