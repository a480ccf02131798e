import type { Edit } from "../../base/index.ts";
import type { EvaluatedDockerfile, EvaluatedStage } from "../../stage/index.ts";
import type { FoundFix, RunStep } from "../define-rule.ts";
import { keepsCommands } from "../edit/append-to-run.ts";
import { isWithin, mountTargets } from "../install/installs.ts";
import { keepArchives, keepsArchives, whetherCleaningHook } from "./apt-archives.ts";
import { dropCleanUps } from "./cache-clean-up.ts";
import { addFlags, isCopiedOut, ownerFields } from "./cache-mount.ts";
import { whetherListsNeeded } from "./later-installs.ts";
import { type OsPackagesFact, osPackages } from "./left-cache.ts";

const ARCHIVES = "/var/cache/apt";
const LISTS = "/var/lib/apt/lists";

/** The first installation by apt in a RUN that fetches its lists itself, where neither archives nor lists are mounted. */
export function worthMounting(run: RunStep): OsPackagesFact | undefined {
  const facts = osPackages(run).filter(({ manager, runs }) => manager === "apt" && runs === "yes");
  if (!facts.some(({ action }) => action === "update")) return undefined;
  const mounted = mountTargets(run, "cache", "tmpfs", "bind");
  if (mounted.some((target) => isWithin(ARCHIVES, target) || isWithin(LISTS, target))) return undefined;
  return facts.find(({ action }) => action === "install");
}

/**
 * The fix that mounts what apt downloads: archives, and the lists beside the state that belongs to the image. Nothing
 * deletes them any more; the base's hook, which would, is left alone: archives go where it does not look. Undefined
 * where something later may look for either, or what apt is told could not be told.
 */
export function mountAptCaches(
  run: RunStep,
  stage: EvaluatedStage,
  evaluated: EvaluatedDockerfile,
): FoundFix | undefined {
  const { dockerfile } = evaluated;
  const facts = osPackages(run).filter(({ manager }) => manager === "apt");
  if (run.triggeredAt !== undefined || dockerfile.problems.length > 0) return undefined;
  if (facts.some(({ runs, use }) => runs !== "yes" || use.through.length > 0)) return undefined;
  if (ownerFields(run, ARCHIVES) !== "") return undefined;
  if (whetherListsNeeded(run, stage, evaluated, ["apt"]) !== "no") return undefined;
  if (isCopiedOut(ARCHIVES, stage, evaluated) || isCopiedOut(LISTS, stage, evaluated)) return undefined;
  const cleanUps = dropCleanUps(run, [ARCHIVES, LISTS], dockerfile);
  const options = cleanUps === undefined ? undefined : optionsFor(run, facts);
  if (cleanUps === undefined || options === undefined) return undefined;
  const edits = [...options, ...cleanUps.edits];
  if (!keepsCommands(run, dockerfile, edits, { removed: cleanUps.removed })) return undefined;
  const flags = [ARCHIVES, LISTS].map((path) => `--mount=type=cache,target=${path},sharing=locked`);
  return {
    title: `Keep archives and lists in cache mounts on ${ARCHIVES} and ${LISTS}`,
    // apt looks at the size of an archive alone before it takes it from the folder that builds share.
    applicability: "unsafe",
    edits: [addFlags(run, dockerfile, flags), ...edits],
  };
}

/** What keeps archives in the mount; undefined where they may be deleted in a way that nobody knows. */
function optionsFor(run: RunStep, facts: readonly OsPackagesFact[]): readonly Edit[] | undefined {
  const hook = whetherCleaningHook(run);
  if (hook === "maybe") return undefined;
  const edits: Edit[] = [];
  for (const fact of facts) {
    if (fact.action !== "install" && fact.action !== "upgrade") continue;
    if (keepsArchives(fact) || fact.options.has("-d") || fact.options.has("--download-only"))
      return undefined;
    if (hook === "no" && fact.use.name === "apt-get") continue;
    const edit = keepArchives(run, fact, ARCHIVES);
    if (edit === undefined) return undefined;
    edits.push(edit);
  }
  return edits;
}
