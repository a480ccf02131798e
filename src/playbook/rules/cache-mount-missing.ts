import type { EvaluatedStage } from "../../stage/index.ts";
import { mountAptCaches, worthMounting } from "../cache/apt-mount.ts";
import { namesMounts } from "../cache/cache-mount.ts";
import { isReadInPlace } from "../cache/cache-readers.ts";
import { placeOfCommand } from "../cache/left-cache.ts";
import { mountCache, mountEverywhere } from "../cache/mount-downloads.ts";
import { isCacheUsual, usualCache } from "../cache/usual-cache.ts";
import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";
import {
  commandSpan,
  installsOf,
  type LanguageInstall,
  mountTargets,
  shownCommand,
} from "../install/installs.ts";
import type { DockerfileSubject } from "../subject.ts";

/**
 * Reports installs whose downloads no cache mount keeps for the next build: those of a project's own packages, and those
 * of apt where the file says that it is for a builder which knows mounts.
 */
export const rule = defineRule({
  name: "cache-mount-missing",
  practice: "cache-mounts",
  severity: "information",
  fix: "sometimes",
  replaces: [],

  facts: ["language-packages", "apt"],
  onRun(run, report, { file, stage }) {
    if (mountTargets(run, "cache").length > 0 || hasUnknownMount(run)) return;
    const { dockerfile } = file.evaluated;
    const fact = installsOf(run).find(isWorthIt);
    if (fact !== undefined && (fact.cache !== undefined || isCacheUsual(fact))) {
      const where = fact.cache ?? usualCache(run, fact);
      report({
        at: commandSpan(dockerfile, fact.use),
        message: messageOf(shownCommand(fact.use), shownPlace(fact, where) ?? `${fact.manager}'s own folder`),
        fix: where === undefined ? undefined : fixOf(run, fact, where, stage, file),
      });
      return;
    }
    const packages = namesMounts(dockerfile) ? worthMounting(run) : undefined;
    if (packages === undefined) return;
    report({
      at: placeOfCommand(packages),
      message: messageOf(`${packages.use.name} ${packages.action}`, "/var/cache/apt"),
      fix: mountAptCaches(run, stage, file.evaluated),
    });
  },
});

function messageOf(command: string, place: string): string {
  return `${command} downloads everything again whenever it runs; a cache mount at ${place} would keep it`;
}

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

/** Below the home, Composer keeps to one of two folders, after what the system has: it is not named. */
function shownPlace({ manager }: LanguageInstall, where: string | undefined): string | undefined {
  return manager === "composer" && where?.endsWith("/.composer/cache") === true ? undefined : where;
}

function fixOf(
  run: RunStep,
  fact: LanguageInstall,
  where: string,
  stage: EvaluatedStage,
  { evaluated }: DockerfileSubject,
): FoundFix | undefined {
  if (evaluated.dockerfile.problems.length > 0 || shownPlace(fact, where) !== where) return undefined;
  if (isReadInPlace(fact.manager)) return mountEverywhere(fact, where, stage, evaluated);
  return mountCache(run, fact, where, stage, evaluated);
}
