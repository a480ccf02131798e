import { posix } from "node:path";
import type { EvaluatedStage, Step } from "../../stage/index.ts";
import { isBrought, stepsBefore } from "../context/brought.ts";
import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";
import { isPlainlyWritten } from "../edit/add-option.ts";
import { insert } from "../edit/quote.ts";
import {
  commandSpan,
  hasOpenWord,
  installsOf,
  type LanguageInstall,
  projectFolder,
} from "../install/installs.ts";

/** Reports `bundle install` that may change the lock file it is given. */
export const rule = defineRule({
  name: "bundle-not-deployment",
  practice: "reproducible-install",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  facts: ["bundler"],
  onRun(run, report, { stage, file }) {
    for (const fact of installsOf(run, "bundler")) {
      if (hasOpenWord(fact)) continue;
      const folder = projectFolder(fact);
      if (fact.action !== "install" || fact.isFrozen !== "no" || folder === undefined) continue;
      if (!isBrought(posix.join(folder, "Gemfile.lock"), run, stage, file.context)) continue;
      if (isConfigured(run, stage)) continue;
      report({
        at: commandSpan(file.evaluated.dockerfile, fact.use),
        message:
          "bundle install may put in other gems than Gemfile.lock says; BUNDLE_DEPLOYMENT=1 keeps to it",
        fix: freeze(run, fact),
      });
    }
  },
});

/** Whether `bundle config` said so before, or a settings file was copied that may. */
function isConfigured(run: Step, stage: EvaluatedStage): boolean {
  return [...stepsBefore(run, stage), run].some(({ instruction, run: ran }) => {
    if (instruction.kind === "copy" || instruction.kind === "add")
      return instruction.sources.some(({ value }) => /(?:^|\/)\.bundle(?:\/|$)/.test(value));
    return (ran?.facts ?? []).some(
      (fact) => fact.kind === "language-packages" && fact.action === "config" && fact.isFrozen === "yes",
    );
  });
}

/** Deployment would also put the gems elsewhere; frozen only keeps to the lock file. */
function freeze(run: RunStep, { use, runs }: LanguageInstall): FoundFix | undefined {
  const [first] = use.words;
  if (runs !== "yes" || use.through.length > 0 || first === undefined) return undefined;
  if (!isPlainlyWritten(run, use, first)) return undefined;
  const edits = [insert(first.span.start, "BUNDLE_FROZEN=true ")];
  return { title: "Keep to the lock file with BUNDLE_FROZEN=true", applicability: "unsafe", edits };
}
