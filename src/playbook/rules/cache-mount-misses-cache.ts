import { posix } from "node:path";
import type { Word } from "../../dockerfile/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";
import { keepsBuilt, mayReadLater, ownerFields } from "../cache/cache-mount.ts";
import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";
import { cleanPath, installsOf, isWithin, type LanguageInstall, shownCommand } from "../install/installs.ts";
import { placeAt } from "../place.ts";
import type { DockerfileSubject } from "../subject.ts";

/** Reports a cache mount that is meant for a package manager and lies where that keeps nothing. */
export const rule = defineRule({
  name: "cache-mount-misses-cache",
  practice: "cache-mounts",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  facts: ["language-packages"],
  onRun(run, report, { file, stage }) {
    const caches = run.instruction.mounts.flatMap(({ flag, mount }) => {
      if (mount?.type !== "cache" || !mount.target.startsWith("/") || mount.target.includes("$")) return [];
      return [{ flag, target: cleanPath(mount.target) }];
    });
    if (caches.length === 0) return;
    for (const fact of installsOf(run)) {
      const { cache } = fact;
      if (
        cache === undefined ||
        caches.some(({ target }) => isWithin(cache, target) || isWithin(target, cache))
      )
        continue;
      const missed = caches.find(({ target }) => isMeantFor(target, fact));
      if (missed === undefined) continue;
      report({
        at: placeAt(file.evaluated.dockerfile, run.instruction, missed.flag.span),
        message: `${shownCommand(fact.use)} keeps its downloads in ${cache}, not in ${missed.target}`,
        fix: moveMount(run, fact, missed.flag, stage, file),
      });
      return;
    }
  },
});

/** None where a later step would miss what lies outside the layer then. */
function moveMount(
  run: RunStep,
  fact: LanguageInstall,
  { span }: Word,
  stage: EvaluatedStage,
  { evaluated }: DockerfileSubject,
): FoundFix | undefined {
  const { cache } = fact;
  if (cache === undefined || run.triggeredAt !== undefined) return undefined;
  if (mayReadLater(run, fact, cache, stage, evaluated)) return undefined;
  const written = evaluated.dockerfile.text.slice(span.start, span.end);
  const field = /(?:^|,)(?:target|dst|destination)=([^,"]+)/.exec(written);
  const target = field?.[1];
  const owner = ownerFields(run, cache);
  if (field === null || target === undefined || owner === undefined || /["$\n]/.test(written))
    return undefined;
  const has = /(?:^|,)uid=(\d+)/.exec(written)?.[1];
  if (has !== undefined && has !== (/uid=(\d+)/.exec(owner)?.[1] ?? "0")) return undefined;
  const start = span.start + field.index + field[0].length - target.length;
  const text = has === undefined ? `${cache}${owner}` : cache;
  return {
    title: `Mount the cache on ${cache}`,
    applicability: keepsBuilt(fact) ? "unsafe" : "safe",
    edits: [{ span: { start, end: start + target.length }, text }],
  };
}

/** How the place of a cache ends, wherever the home folder is. */
const ENDINGS: ReadonlyMap<string, RegExp> = new Map([
  ["pip", /\/\.cache(?:\/pip)?$/],
  ["uv", /\/\.cache(?:\/uv)?$/],
  ["poetry", /\/pypoetry(?:\/cache)?$/],
  ["npm", /\/\.npm(?:\/_cacache)?$/],
  ["pnpm", /\/\.?pnpm(?:\/|-)store$/],
  ["yarn", /\/(?:\.cache\/)?\.?yarn(?:\/cache)?$/],
  ["cargo", /\/\.?cargo(?:\/registry(?:\/cache)?)?$/],
  ["go", /\/pkg\/mod$/],
  ["maven", /\/\.m2(?:\/repository)?$/],
  ["gradle", /\/\.gradle(?:\/caches)?$/],
  ["dotnet", /\/\.nuget(?:\/packages)?$/],
]);

function isMeantFor(target: string, { manager, cache = "" }: LanguageInstall): boolean {
  const ending = ENDINGS.get(manager);
  return ending?.test(target) === true && posix.dirname(target) !== posix.dirname(cache);
}
