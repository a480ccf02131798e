import { posix } from "node:path";
import { type EvaluatedStage, type Step, stepSources } from "../../stage/index.ts";
import { destinationOf, stepsBefore } from "../context/brought.ts";
import { defineRule, type Scope } from "../define-rule.ts";
import {
  installsOf,
  isOfProject,
  isWithin,
  type LanguageInstall,
  projectFolder,
  shownCommand,
} from "../install/installs.ts";
import { copyManifestsFirst } from "../install/manifests-first.ts";
import { placeAt } from "../place.ts";

/** Reports a copy of the whole build context in front of the install of what the project depends on. */
export const rule = defineRule({
  name: "sources-before-install",
  practice: "layer-order",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report, file) {
    const told = new Set<Step>();
    for (const step of stage.steps) {
      for (const fact of installsOf(step)) {
        if (!isOfDependencies(fact)) continue;
        const folder = projectFolder(fact);
        const copy = folder === undefined ? undefined : findCopy(folder, step, stage);
        if (copy === undefined || told.has(copy.step) || isInstalledBefore(fact, copy.step, stage)) continue;
        told.add(copy.step);
        if (copy.step.triggeredAt !== undefined) continue;
        const { fix, obstacle } = mend(copy.step, { step, fact }, { stage, file });
        const but = obstacle === undefined ? "" : `; a fix stands back: ${obstacle}`;
        report({
          at: placeAt(file.evaluated.dockerfile, copy.step.instruction, copy.span),
          message: `every change of a source file repeats ${shownCommand(fact.use)}, which needs ${needs(fact)} alone${but}`,
          fix,
        });
      }
    }
  },
});

/** The fix, where no other install would still wait for the same copy. */
function mend(copy: Step, install: { readonly step: Step; readonly fact: LanguageInstall }, scope: Scope) {
  const { fix, obstacle, freed = [] } = copyManifestsFirst(copy, install, scope);
  if (fix === undefined) return { fix, obstacle };
  const { steps } = scope.stage;
  const folder = projectFolder(install.fact);
  if (folder !== undefined && findCopy(folder, copy, scope.stage) !== undefined)
    return { fix: undefined, obstacle: "the whole context is copied twice" };
  const left = steps
    .slice(steps.indexOf(copy) + 1)
    .flatMap((step) => installsOf(step).map((fact) => ({ step, fact })))
    .find(({ step, fact }) => {
      const isFreed = freed.some(({ manager }) => manager === fact.manager);
      const folder = isFreed || !isOfDependencies(fact) ? undefined : projectFolder(fact);
      return folder !== undefined && findCopy(folder, step, scope.stage)?.step === copy;
    });
  if (left === undefined) return { fix, obstacle };
  const why = `${shownCommand(left.fact.use)} stands behind what may need the sources`;
  return { fix: undefined, obstacle: why };
}

/** Managers whose install is satisfied by a manifest and a lock file. */
const BY_MANIFEST: ReadonlySet<string> = new Set([
  "pip",
  "pipenv",
  "poetry",
  "uv",
  "npm",
  "yarn",
  "pnpm",
  "bun",
  "bundler",
  "composer",
  "go",
]);
const ACTIONS = /^(?:install|ci|sync|mod download)$/;

function isOfDependencies(fact: LanguageInstall): boolean {
  if (!BY_MANIFEST.has(fact.manager) || !ACTIONS.test(fact.action) || fact.runs !== "yes") return false;
  return isOfProject(fact) && fact.needsSources !== "yes";
}

/** The file or files that the install reads, as people name them. */
function needs({ reads, manager }: LanguageInstall): string {
  const names = [...new Set(reads.flatMap(({ path }) => (path === undefined ? [] : [posix.basename(path)])))];
  const [first = "its manifest", ...others] = names;
  if (manager === "pip") return [first, ...others].join(" and ");
  return manager === "go" ? "go.mod and go.sum" : `${first} and the lock file`;
}

/** The copy of a whole context over a project's folder that comes last before a step of the same stage. */
function findCopy(folder: string, step: Step, stage: EvaluatedStage) {
  const own = stage.steps.slice(0, stage.steps.indexOf(step));
  for (const earlier of own.toReversed()) {
    const destination = destinationOf(earlier);
    const whole = stepSources(earlier).find(({ path, isPlain }) => isPlain && path === ".");
    if (destination === undefined || whole === undefined || !isWithin(folder, destination.path)) continue;
    return { step: earlier, span: whole.word.span };
  }
  return undefined;
}

/** Whether the same manager worked for the project already, before the context was copied. */
function isInstalledBefore(fact: LanguageInstall, copy: Step, stage: EvaluatedStage): boolean {
  return stepsBefore(copy, stage).some((earlier) =>
    installsOf(earlier, fact.manager).some((each) => isOfProject(each) || each.target === fact.target),
  );
}
