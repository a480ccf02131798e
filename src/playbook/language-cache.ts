import type { Applicability } from "../base/index.ts";
import type { LanguageManager } from "../stage/index.ts";
import { addOption } from "./add-option.ts";
import { cleanUpBehind } from "./clean-up.ts";
import type { FoundFix, RunStep } from "./define-rule.ts";
import { installsOf, type LanguageInstall } from "./installs.ts";
import type { DockerfileSubject } from "./subject.ts";

/** How the cache of a language's package manager is done away with. */
export interface CacheRemedy {
  /** What is written behind the manager's name to empty its cache. */
  readonly words: string;
  /** Where something else in the file says this, somebody has a use for the cache. */
  readonly mentions: RegExp;
  /** What a container would run to install something itself. */
  readonly installs: RegExp;
}

/**
 * The fix that empties a manager's cache right behind the last of its installs in a RUN. Undefined where the cache
 * is elsewhere than the manager itself would look, or somebody has a use for it.
 */
export function emptyCache(
  run: RunStep,
  manager: LanguageManager,
  { evaluated }: DockerfileSubject,
  remedy: CacheRemedy,
): FoundFix | undefined {
  const last = installsOf(run, manager).at(-1);
  const written = last?.use.words[0];
  if (last === undefined || written?.literal === undefined || !isNamed(last, manager)) return undefined;
  if (last.use.words.some(({ value }) => /^--?(?:cache|prefix|cwd|C\b|working-dir|d\b)/.test(value)))
    return undefined;
  const applicability = trustInEmptying(run, { evaluated }, remedy);
  if (applicability === undefined) return undefined;
  const command = `${written.raw} ${remedy.words}`;
  return cleanUpBehind(run, last.use, evaluated.dockerfile, {
    command,
    title: `Empty the cache with ${command} behind the install`,
    applicability,
  });
}

/** The fix that tells every install of a manager in a RUN to keep nothing. */
export function keepNothing(
  run: RunStep,
  manager: LanguageManager,
  { evaluated }: DockerfileSubject,
  remedy: Omit<CacheRemedy, "words"> & { readonly option: string },
): FoundFix | undefined {
  const applicability = trustInEmptying(run, { evaluated }, remedy);
  if (applicability === undefined || evaluated.dockerfile.problems.length > 0) return undefined;
  const installs = installsOf(run, manager).filter(({ cache }) => cache !== undefined);
  const edits = installs.map(({ use, action }) => {
    const word = use.words.find(({ value }) => value === action);
    return addOption(run, use, word, remedy.option);
  });
  const certain = edits.flatMap((edit) => (edit === undefined ? [] : [edit]));
  if (certain.length === 0 || certain.length < edits.length) return undefined;
  return { title: `Keep nothing with ${remedy.option}`, applicability, edits: certain };
}

function isNamed({ use }: LanguageInstall, manager: LanguageManager): boolean {
  return use.name === manager || (manager === "conda" && /^(?:conda|mamba|micromamba)$/.test(use.name ?? ""));
}

/** Undefined where another instruction has a use for the cache; unsafe where a container may have. */
function trustInEmptying(
  run: RunStep,
  { evaluated }: Pick<DockerfileSubject, "evaluated">,
  { mentions, installs }: Pick<CacheRemedy, "mentions" | "installs">,
): Applicability | undefined {
  let applicability: Applicability = "safe";
  for (const { kind, syntax } of evaluated.dockerfile.instructions) {
    if (syntax === run.instruction.syntax) continue;
    const text = [syntax.text.text, ...syntax.heredocs.map(({ content }) => content)].join("\n");
    if (mentions.test(text)) return undefined;
    const isStart = kind === "cmd" || kind === "entrypoint" || kind === "onbuild";
    if (isStart && installs.test(text.replace(/["',]+/g, " "))) applicability = "unsafe";
  }
  return applicability;
}
