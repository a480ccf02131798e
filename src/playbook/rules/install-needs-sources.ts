import { posix } from "node:path";
import { type Step, stepSources } from "../../stage/index.ts";
import { destinationOf, stepsBefore } from "../brought.ts";
import { defineRule } from "../define-rule.ts";
import { commandSpan, installsOf, isWithin, type LanguageInstall, shownCommand } from "../installs.ts";

/** Reports installs of the project itself in front of the COPY that brings its sources. */
export const rule = defineRule({
  name: "install-needs-sources",
  practice: "works",
  severity: "error",
  fix: "never",
  replaces: [],

  facts: ["pip", "uv"],
  onRun(run, report, { stage, file }) {
    for (const fact of installsOf(run, "pip", "uv")) {
      const folder = folderOf(fact);
      if (fact.needsSources !== "yes" || fact.runs !== "yes" || folder === undefined) continue;
      const before = stepsBefore(run, stage);
      if (hasBindMount(run) || before.some((step) => mayBringSources(step, folder))) continue;
      // What brings the sources afterwards shows that they are meant to be there.
      const later = stage.steps.slice(stage.steps.indexOf(run) + 1);
      if (!later.some((step) => bringsFolder(step, folder))) continue;
      report({
        at: commandSpan(file.evaluated.dockerfile, fact.use),
        message: `${shownCommand(fact.use)} builds the project in ${folder}, whose sources are copied only later${fact.manager === "uv" && fact.action === "sync" ? "; --no-install-project leaves it out" : ""}`,
      });
    }
  },
});

/** The project's folder: pip is given it, uv finds a manifest in it. */
function folderOf({ reads, action }: LanguageInstall): string | undefined {
  const read = reads.findLast(({ path }) => path !== undefined && !path.endsWith(".txt"));
  if (read?.path === undefined) return undefined;
  return action === "sync" ? posix.dirname(read.path) : read.path;
}

function hasBindMount({ instruction }: Step): boolean {
  return instruction.kind === "run" && instruction.mounts.some(({ mount }) => mount?.type !== "cache");
}

/** Anything but a copy of single files that describe a project may have brought its sources. */
function mayBringSources(step: Step, folder: string): boolean {
  const { instruction, run } = step;
  if (instruction.kind === "run")
    return (run?.facts ?? []).some(({ kind }) => kind === "unknown-command" || kind === "download");
  const destination = destinationOf(step);
  if (instruction.kind !== "copy" && instruction.kind !== "add") return false;
  if (destination === undefined) return true;
  if (!isWithin(destination.path, folder) && !isWithin(folder, destination.path)) return false;
  const sources = stepSources(step);
  if (sources.length < instruction.sources.length || instruction.files.length > 0) return true;
  return !sources.every(({ path }) => DESCRIPTION.test(posix.basename(path)));
}

const DESCRIPTION =
  /^(?:pyproject\.toml|setup\.(?:py|cfg)|[\w.-]*requirements[\w.-]*|uv\.lock|poetry\.lock|pdm\.lock|Pipfile(?:\.lock)?|README[\w.]*|LICENSE[\w.]*|MANIFEST\.in|\.python-version)$/i;

function bringsFolder(step: Step, folder: string): boolean {
  const destination = destinationOf(step);
  if (destination === undefined) return false;
  if (!isWithin(destination.path, folder) && !isWithin(folder, destination.path)) return false;
  return stepSources(step).some(({ path }) => path === "." || !posix.basename(path).includes("."));
}
