import type { Edit } from "../../base/index.ts";
import type { RunStep } from "../define-rule.ts";
import { addOption } from "../edit/add-option.ts";
import { isWithin } from "../install/installs.ts";
import { type OsPackagesFact, subcommandOf } from "./left-cache.ts";

const ARCHIVES = "/var/cache/apt/archives";

/**
 * Whether the hook of the official Debian and Ubuntu images, which deletes archives after each installation, is there
 * as the base has it: nobody knows of other bases, nor where something may have written or deleted it.
 */
export function whetherCleaningHook({ before, after }: RunStep): "yes" | "no" | "maybe" {
  const { base } = before;
  const distribution = base.kind === "known" ? base.image.os.distribution : undefined;
  if (distribution !== "debian" && distribution !== "ubuntu") return "maybe";
  const states = [before, after].map(({ files, isOpen }) => {
    const { exists, step } = files.lookUp("/etc/apt/apt.conf.d/docker-clean");
    if (isOpen) return "maybe";
    return exists === "maybe" && step < 0 ? "yes" : exists;
  });
  return states[0] === states[1] ? (states[0] ?? "maybe") : "maybe";
}

/** Whether a cache mounted on a path is emptied by that hook. */
export function hasCleaningHook(run: RunStep, target: string): boolean {
  return isWithin(ARCHIVES, target) && whetherCleaningHook(run) === "yes";
}

/** Whether an installation puts its archives where it says itself. */
export function keepsArchives({ use }: OsPackagesFact): boolean {
  return use.words.some(({ value }) => /^(?:-o)?Dir::Cache(?:::|=)/i.test(value));
}

/**
 * The edit that lets an installation put its archives into another folder than the hook empties, within a mounted one.
 * The hook stays in the image, and does its work for whoever installs something later.
 */
export function keepArchives(run: RunStep, fact: OsPackagesFact, target: string): Edit | undefined {
  const { use } = fact;
  if (use.through.length > 0 || (use.name !== "apt-get" && use.name !== "apt")) return undefined;
  const word = use.words.find(({ value }) => value === subcommandOf(fact));
  // What `apt` installs it deletes at once, where `apt-get` keeps it.
  const keeps = use.name === "apt" ? " -o APT::Keep-Downloaded-Packages=true" : "";
  const folder = isWithin("/var/cache/apt", target) ? "/var/cache/apt" : target;
  return addOption(run, use, word, `-o Dir::Cache::Archives=${folder}/kept${keeps}`);
}
