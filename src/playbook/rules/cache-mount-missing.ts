import { defineRule, type RunStep } from "../define-rule.ts";
import { commandSpan, installsOf, type LanguageInstall, mountTargets, shownCommand } from "../installs.ts";

/** Reports installs whose downloads no cache mount keeps for the next build. */
export const rule = defineRule({
  name: "cache-mount-missing",
  practice: "cache-mounts",
  severity: "information",
  fix: "never",
  replaces: [],

  facts: ["language-packages"],
  onRun(run, report, { file }) {
    if (mountTargets(run, "cache").length > 0 || hasUnknownMount(run)) return;
    const fact = installsOf(run).find(isWorthIt);
    if (fact === undefined) return;
    const where = fact.cache ?? USUAL.get(fact.manager);
    if (where === undefined) return;
    report({
      at: commandSpan(file.evaluated.dockerfile, fact.use),
      message: `${shownCommand(fact.use)} downloads everything again whenever it runs; a cache mount at ${where} would keep it`,
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
