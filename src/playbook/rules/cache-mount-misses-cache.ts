import { posix } from "node:path";
import { defineRule } from "../define-rule.ts";
import { cleanPath, installsOf, isWithin, type LanguageInstall, shownCommand } from "../installs.ts";
import { placeAt } from "../place.ts";

/** Reports a cache mount that is meant for a package manager and lies where that keeps nothing. */
export const rule = defineRule({
  name: "cache-mount-misses-cache",
  practice: "cache-mounts",
  severity: "warning",
  fix: "never",
  replaces: [],

  facts: ["language-packages"],
  onRun(run, report, { file }) {
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
      });
      return;
    }
  },
});

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
