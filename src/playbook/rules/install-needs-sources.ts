import { posix } from "node:path";
import type { Edit } from "../../base/index.ts";
import type { Dockerfile } from "../../dockerfile/index.ts";
import { type Step, stepSources } from "../../stage/index.ts";
import { destinationOf, stepsBefore } from "../context/brought.ts";
import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";
import { addOption } from "../edit/add-option.ts";
import { subcommandWord } from "../edit/freeze.ts";
import { insertBelow } from "../edit/insert-lines.ts";
import {
  commandSpan,
  installsOf,
  isWithin,
  type LanguageInstall,
  shownCommand,
} from "../install/installs.ts";

/** Reports installs of the project itself in front of the COPY that brings its sources. */
export const rule = defineRule({
  name: "install-needs-sources",
  practice: "works",
  severity: "error",
  fix: "sometimes",
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
      const first = later.findIndex((step) => bringsFolder(step, folder));
      if (first === -1) continue;
      report({
        at: commandSpan(file.evaluated.dockerfile, fact.use),
        message: `${shownCommand(fact.use)} builds the project in ${folder}, whose sources are copied only later${fact.manager === "uv" && fact.action === "sync" ? "; --no-install-project leaves it out" : ""}`,
        fix: installTwice(run, fact, later.slice(first), file.evaluated.dockerfile) ?? ADVICE,
      });
    }
  },
});

/** What is needed goes in ahead of the sources in most projects; which list says so is for people to know. */
const ADVICE: FoundFix = {
  title:
    "Copy the sources in front of the install, or install a list of what it needs first and the project with --no-deps behind them",
  applicability: "display-only",
  edits: [],
};

/** uv leaves the project out first, and puts it in with the same command behind its sources. */
function installTwice(
  run: RunStep,
  fact: LanguageInstall,
  later: readonly Step[],
  dockerfile: Dockerfile,
): FoundFix | undefined {
  if (fact.manager !== "uv" || fact.action !== "sync") return undefined;
  const option = addOption(run, fact.use, subcommandWord(fact), "--no-install-project");
  const isInstalledLater = later.some((step) => installsOf(step, "uv").some(isWhole));
  const second = isInstalledLater ? [] : repeat(run, later, dockerfile);
  if (option === undefined || second === undefined) return undefined;
  return {
    title: "Leave the project out with --no-install-project until its sources are there",
    applicability: "unsafe",
    edits: [option, ...second],
  };
}

/** Whether an install puts the project in too. */
function isWhole({ action, runs, options }: LanguageInstall): boolean {
  const leavesOut = ["--no-install-project", "--no-install-workspace", "--only-group", "--no-install-local"];
  return action === "sync" && runs === "yes" && !leavesOut.some((option) => options.has(option));
}

/** The same RUN behind the copies that bring the sources; undefined where it does more, or others are in charge there. */
function repeat(run: RunStep, later: readonly Step[], dockerfile: Dockerfile): readonly Edit[] | undefined {
  const next = later.findIndex(
    ({ instruction }) => instruction.kind !== "copy" && instruction.kind !== "add",
  );
  const last = later[(next === -1 ? later.length : next) - 1];
  const { start, end } = run.instruction.syntax.span;
  const text = dockerfile.text.slice(start, end);
  if (last === undefined || last.triggeredAt !== undefined || run.run?.commands.length !== 1)
    return undefined;
  if (/[\r\n]/.test(text) || run.instruction.command.form !== "shell") return undefined;
  const isSame = last.after.user === run.before.user && last.after.workdir === run.before.workdir;
  const edit = isSame ? insertBelow(dockerfile, last.instruction, [text]) : undefined;
  return edit === undefined ? undefined : [edit];
}

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
