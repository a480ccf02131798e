import type { Edit } from "../../base/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";
import { removeWord } from "../add-option.ts";
import { keepsCommands } from "../append-to-run.ts";
import { addFlag, keepsBuilt, knowsMounts, mayReadLater, ownerFields } from "../cache-mount.ts";
import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";
import {
  commandSpan,
  installsOf,
  isWithin,
  type LanguageInstall,
  mountTargets,
  shownCommand,
} from "../installs.ts";
import type { DockerfileSubject } from "../subject.ts";

/** Reports installs whose downloads no cache mount keeps for the next build. */
export const rule = defineRule({
  name: "cache-mount-missing",
  practice: "cache-mounts",
  severity: "information",
  fix: "sometimes",
  replaces: [],

  facts: ["language-packages"],
  onRun(run, report, { file, stage }) {
    if (mountTargets(run, "cache").length > 0 || hasUnknownMount(run)) return;
    const fact = installsOf(run).find(isWorthIt);
    if (fact === undefined) return;
    const where = fact.cache ?? USUAL.get(fact.manager);
    if (where === undefined) return;
    report({
      at: commandSpan(file.evaluated.dockerfile, fact.use),
      message: `${shownCommand(fact.use)} downloads everything again whenever it runs; a cache mount at ${where} would keep it`,
      fix: mountCache(run, fact, where, stage, file),
    });
  },
});

/** Where managers keep their downloads when nothing in the file says otherwise, for those that are told to keep none. */
const USUAL: ReadonlyMap<string, string> = new Map([
  ["pip", "/root/.cache/pip"],
  ["uv", "/root/.cache/uv"],
  ["poetry", "/root/.cache/pypoetry"],
]);

/** Only what a project's own files list is installed again and again. */
function isWorthIt(fact: LanguageInstall): boolean {
  if (fact.runs !== "yes") return false;
  if (fact.manager === "cargo" || fact.manager === "maven" || fact.manager === "gradle")
    return fact.packages.length === 0;
  if (fact.manager === "dotnet") return fact.action === "restore";
  if (fact.manager === "go") return fact.action === "mod download";
  if (fact.options.has("--no-index") || fact.options.has("--offline")) return false;
  return fact.reads.length > 0;
}

/** A mount whose target is a variable may be the one. */
function hasUnknownMount({ instruction }: RunStep): boolean {
  return instruction.mounts.some(({ mount }) => mount?.type === "cache" || mount === undefined);
}

/**
 * What lies below a mount is no part of the layer: none where something later may read it, where the RUN itself does
 * more with the cache than fill it, or where the manager needs files of its own in the folder.
 */
function mountCache(
  run: RunStep,
  fact: LanguageInstall,
  where: string,
  stage: EvaluatedStage,
  { evaluated }: DockerfileSubject,
): FoundFix | undefined {
  const { dockerfile } = evaluated;
  if (run.triggeredAt !== undefined || run.instruction.command.form === "none") return undefined;
  if (dockerfile.problems.length > 0 || READ_WHERE_THEY_ARE.has(fact.manager)) return undefined;
  const owner = ownerFields(run, where);
  if (owner === undefined || mayReadLater(run, fact, where, stage, evaluated)) return undefined;
  if (installsOf(run).some(({ manager }) => manager !== fact.manager)) return undefined;
  const text =
    run.instruction.heredocs.map(({ content }) => content).join("\n") + run.instruction.syntax.text.text;
  if (CLEANS.test(text) || removes(run, where)) return undefined;
  const options = withoutOptions(run, fact, dockerfile.text);
  if (options === undefined || !keepsCommands(run, dockerfile, options)) return undefined;
  const isSafe = knowsMounts(dockerfile) && !keepsBuilt(fact);
  const flag = `--mount=type=cache,target=${where}${owner}`;
  return {
    title: `Keep the downloads in a cache mount on ${where}`,
    applicability: isSafe ? "safe" : "unsafe",
    edits: [addFlag(run, dockerfile, flag), ...options],
  };
}

/** Managers whose folder is not only a cache: what was downloaded is used where it lies. */
const READ_WHERE_THEY_ARE: ReadonlySet<string> = new Set(["dotnet", "pnpm", "gradle"]);
const CLEANS = /\bcache (?:clean|purge|clear)|clear-?cache|\.cache\b|\/\.npm\b|\.m2\b|\/registry\b/;

/** Whether the RUN deletes the place of the cache, or a folder above it. */
function removes({ run }: RunStep, where: string): boolean {
  return (run?.facts ?? []).some(
    (fact) =>
      fact.kind === "removal" &&
      fact.paths.some(({ path }) => isWithin(where, path) || isWithin(path, where)),
  );
}

/** What would keep the manager from using the cache goes; undefined where that cannot be. */
function withoutOptions(run: RunStep, fact: LanguageInstall, text: string): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  for (const { use } of installsOf(run, fact.manager)) {
    const word = use.words.find(({ value }) => /^(?:--no-cache-dir|--no-cache)$/.test(value));
    if (word === undefined) continue;
    const edit = removeWord(run, use, word, text);
    if (edit === undefined) return undefined;
    edits.push(edit);
  }
  const { environment } = run.before;
  const isOff = ["PIP_NO_CACHE_DIR", "UV_NO_CACHE", "POETRY_NO_CACHE"].some((name) => environment.has(name));
  return isOff ? undefined : edits;
}
