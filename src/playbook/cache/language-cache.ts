import type { Applicability } from "../../base/index.ts";
import type { LanguageManager } from "../../stage/index.ts";
import type { FoundFix, RunStep } from "../define-rule.ts";
import { addOption } from "../edit/add-option.ts";
import { installsOf, type LanguageInstall } from "../install/installs.ts";
import type { DockerfileSubject } from "../subject.ts";
import { cleanUpBehind } from "./clean-up.ts";

/** Who else may have a use for the cache of a manager. */
interface CacheUse {
  /** Where something else in the file says this, somebody has. */
  readonly mentions: RegExp;
  /** What a container would run to install something itself. */
  readonly installs: RegExp;
}

const USES: ReadonlyMap<LanguageManager, CacheUse> = new Map([
  [
    "npm",
    {
      mentions: /\.npm\b|\bnp[mx]\b.*--(?:prefer-)?offline/,
      installs: /\b(?:npx|npm +(?:i|ci|install|exec))\b/,
    },
  ],
  [
    "yarn",
    {
      mentions: /\.cache\b|yarn.*cache(?! clean)|yarn.*--(?:prefer-)?offline/,
      installs: /\byarn +(?:install|add|dlx|global)\b|\byarn *$/m,
    },
  ],
  [
    "pnpm",
    {
      mentions: /pnpm\/store|store-dir|pnpm.*--offline/,
      installs: /\bpnpm +(?:i|install|add|dlx|fetch|deploy)\b|\bpnpx\b/,
    },
  ],
  [
    "pip",
    {
      mentions: /\.cache\b|pip.?cache(?! purge)/i,
      installs: /\bpip[0-9.]* +(?:install|wheel|download)\b/,
    },
  ],
  ["uv", { mentions: /\.cache\b|\buv\b.*--offline/, installs: /\b(?:uv|uvx)\b/ }],
  [
    "composer",
    {
      mentions: /\.composer|composer\/cache/,
      installs: /\bcomposer(?:\.phar)? +(?:install|require|update|create-project)\b/,
    },
  ],
  [
    "conda",
    {
      mentions: /softlink|\/pkgs\b|--offline/,
      installs: /\b(?:conda|mamba|micromamba) +(?:install|create|env)\b/,
    },
  ],
]);

/**
 * The fix that empties a manager's cache, by `words` behind its name, right behind the last of its installs in a RUN. Undefined where the cache
 * is elsewhere than the manager itself would look, or somebody has a use for it.
 */
export function emptyCache(
  run: RunStep,
  manager: LanguageManager,
  { evaluated }: DockerfileSubject,
  words: string,
): FoundFix | undefined {
  const last = installsOf(run, manager).at(-1);
  const written = last?.use.words[0];
  if (last === undefined || written?.literal === undefined || !isNamed(last, manager)) return undefined;
  if (last.use.words.some(({ value }) => /^--?(?:cache|prefix|cwd|C\b|working-dir|d\b)/.test(value)))
    return undefined;
  const applicability = trustWithoutCache(run, manager, evaluated);
  if (applicability === undefined) return undefined;
  const command = `${written.raw} ${words}`;
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
  option: string,
): FoundFix | undefined {
  const applicability = trustWithoutCache(run, manager, evaluated);
  if (applicability === undefined || evaluated.dockerfile.problems.length > 0) return undefined;
  const installs = installsOf(run, manager).filter(({ cache }) => cache !== undefined);
  const edits = installs.map(({ use, action }) => {
    const word = use.words.find(({ value }) => value === action);
    return addOption(run, use, word, option);
  });
  const certain = edits.flatMap((edit) => (edit === undefined ? [] : [edit]));
  if (certain.length === 0 || certain.length < edits.length) return undefined;
  return { title: `Keep nothing with ${option}`, applicability, edits: certain };
}

function isNamed({ use }: LanguageInstall, manager: LanguageManager): boolean {
  return use.name === manager || (manager === "conda" && /^(?:conda|mamba|micromamba)$/.test(use.name ?? ""));
}

/**
 * How far a RUN may be trusted to leave nothing of a manager's cache in its layer: undefined where another instruction
 * has a use for the cache, or that is not known of the manager; unsafe where a container may have.
 */
export function trustWithoutCache(
  run: RunStep,
  manager: LanguageManager,
  { dockerfile }: DockerfileSubject["evaluated"],
): Applicability | undefined {
  const uses = USES.get(manager);
  if (uses === undefined) return undefined;
  let applicability: Applicability = "safe";
  for (const { kind, syntax } of dockerfile.instructions) {
    if (syntax === run.instruction.syntax) continue;
    const text = [syntax.text.text, ...syntax.heredocs.map(({ content }) => content)].join("\n");
    if (uses.mentions.test(text)) return undefined;
    const isStart = kind === "cmd" || kind === "entrypoint" || kind === "onbuild";
    if (isStart && uses.installs.test(text.replace(/["',]+/g, " "))) applicability = "unsafe";
  }
  return applicability;
}
