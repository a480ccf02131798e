import { posix } from "node:path";
import type { EvaluatedStage, ReadFile, Step } from "../../stage/index.ts";
import { destinationOf, stepsBefore } from "../context/brought.ts";
import { defineRule, type RunStep } from "../define-rule.ts";
import { commandSpan, installsOf, type LanguageInstall, shownCommand } from "../install/installs.ts";

/** Reports installs that read a file which nothing has brought yet. */
export const rule = defineRule({
  name: "build-input-missing",
  practice: "works",
  severity: "error",
  fix: "never",
  replaces: [],

  facts: ["language-packages"],
  onRun(run, report, { stage, file }) {
    const { dockerfile } = file.evaluated;
    for (const fact of installsOf(run)) {
      if (fact.runs !== "yes") continue;
      const missing = fact.reads.find((read) => isMissing(read, fact, run, stage));
      const path = missing?.path;
      if (missing === undefined || path === undefined) continue;
      const later = stage.steps.slice(stage.steps.indexOf(run) + 1).some((step) => brings(step, path));
      report({
        at: missing.word === undefined ? commandSpan(dockerfile, fact.use) : missing.word.span,
        message: `${shownCommand(fact.use)} reads ${path}, which ${later ? "a later instruction brings" : "no instruction brings"}`,
      });
    }
  },
});

/** Absent for certain: by what is known of all files, or because only a base that is known came before. */
function isMissing(read: ReadFile, fact: LanguageInstall, run: RunStep, stage: EvaluatedStage): boolean {
  const { path, exists } = read;
  if (path === undefined || exists !== "maybe") return exists === "no";
  const { base, isOpen, files } = run.before;
  if (base.kind !== "known" || isOpen || BRINGS_ITS_OWN.test(stage.baseName) || hasUnknownHelp(fact, run))
    return false;
  const before = stepsBefore(run, stage);
  // WORKDIR makes folders and leaves what may be in them to the base; whatever else touched one may have filled it.
  const workdirs = new Set(
    before.flatMap(({ instruction, number }) => (instruction.kind === "workdir" ? [number] : [])),
  );
  const above = ancestorsOf(path);
  const isTouched = (folder: string) => {
    const fact = files.find(folder);
    return fact !== undefined && !workdirs.has(fact.step);
  };
  if (above.length === 0 || above.some(isTouched)) return false;
  return !before.some((step) => brings(step, path) || isUnknownCopy(step));
}

/** Images that copy the project by ONBUILD. */
const BRINGS_ITS_OWN = /onbuild/;

/** The folders above a path but the root, which every other path has above it too. */
function ancestorsOf(path: string): readonly string[] {
  const folders: string[] = [];
  for (let at = posix.dirname(path); at !== "/"; at = posix.dirname(at)) folders.push(at);
  return folders;
}

const PLAIN: ReadonlySet<string> = new Set(
  "cd set export echo : true apt-get apt apk yum dnf microdnf".split(" "),
);

/** Whether something in front of a command of the same RUN, or a mount, may have brought the file. */
function hasUnknownHelp({ use }: LanguageInstall, { instruction, run }: RunStep): boolean {
  if (instruction.mounts.some(({ mount }) => mount?.type !== "cache")) return true;
  if (instruction.heredocs.length > 0 && instruction.command.form !== "shell") return true;
  const commands = run?.commands ?? [];
  const installs = new Set(
    (run?.facts ?? []).flatMap((fact) => (fact.kind === "language-packages" ? [fact.use] : [])),
  );
  return commands
    .slice(0, commands.indexOf(use))
    .some((each) => each.name !== undefined && !PLAIN.has(each.name) && !installs.has(each));
}

function isUnknownCopy(step: Step): boolean {
  const isCopy = step.instruction.kind === "copy" || step.instruction.kind === "add";
  return isCopy && destinationOf(step) === undefined;
}

/** Whether a COPY or ADD puts something at a path, or around it. */
function brings(step: Step, path: string): boolean {
  const destination = destinationOf(step);
  if (destination === undefined) return false;
  return path === destination.path || path.startsWith(posix.join(destination.path, "/"));
}
