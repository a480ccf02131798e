import { posix } from "node:path";
import type { Edit } from "../../base/index.ts";
import { isBrought } from "../context/brought.ts";
import { defineRule, type FoundFix, type RunStep, type Scope } from "../define-rule.ts";
import { removeWord } from "../edit/add-option.ts";
import { replaceWord } from "../edit/freeze.ts";
import { baseLacks } from "../image/base-folders.ts";
import {
  commandSpan,
  hasOpenWord,
  installsOf,
  isOfProject,
  type LanguageInstall,
  projectFolder,
} from "../install/installs.ts";
import { whetherLocksAgree } from "../install/npm-agreement.ts";

const LOCKS = ["package-lock.json", "npm-shrinkwrap.json"];

/** Reports `npm install` of a project whose lock file is there. */
export const rule = defineRule({
  name: "npm-install-ignores-lock",
  practice: "reproducible-install",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  facts: ["npm"],
  onRun(run, report, { stage, file }) {
    // Who tries twice in one RUN makes one mistake.
    const seen = new Set<string>();
    for (const fact of installsOf(run, "npm")) {
      if (hasOpenWord(fact) || fact.use.name !== "npm") continue;
      const folder = projectFolder(fact);
      if (fact.action !== "install" || !isOfProject(fact) || folder === undefined) continue;
      if (seen.has(folder)) continue;
      const lock = LOCKS.find((name) => isBrought(posix.join(folder, name), run, stage, file.context));
      if (lock === undefined) continue;
      seen.add(folder);
      report({
        at: commandSpan(file.evaluated.dockerfile, fact.use),
        message: `${fact.use.words[1]?.literal === "i" ? "npm i" : "npm install"} may install something else than ${lock} says; npm ci keeps to it`,
        fix: cleanInstall(run, fact, folder, { stage, file }),
      });
    }
  },
});

/** The same words with `ci`, where the npm of the image knows it; options that only say how to save go. */
function cleanInstall(
  run: RunStep,
  fact: LanguageInstall,
  folder: string,
  scope: Scope,
): FoundFix | undefined {
  const { use, options } = fact;
  const node = nodeVersion(run);
  // A second try would do what the first no longer does.
  const isTriedAgain = installsOf(run, "npm").some((each) => each !== fact && isOfProject(each));
  if (fact.runs !== "yes" || isTriedAgain) return undefined;
  if (REFUSED.some((option) => options.has(option)) || (node !== undefined && node < 10)) return undefined;
  const word = use.words.slice(1).find(({ value }) => value === "install" || value === "i");
  const edits: (Edit | undefined)[] = [replaceWord(run, fact, word, "ci")];
  for (const option of use.words) {
    if (/^--only=prod(?:uction)?$/.test(option.value) && node !== undefined && node >= 16)
      edits.push(replaceWord(run, fact, option, "--omit=dev"));
    if (option.value === "--no-save")
      edits.push(removeWord(run, use, option, scope.file.evaluated.dockerfile.text));
  }
  const certain = edits.flatMap((edit) => (edit === undefined ? [] : [edit]));
  if (certain.length < edits.length) return undefined;
  const agreement = whetherLocksAgree(run, folder, scope);
  if (agreement === "no") return undefined;
  const isSafe =
    node !== undefined && node >= 16 && options.size === 0 && isFresh(run, folder) && agreement === "yes";
  return {
    title: "Install exactly what the lock file says with npm ci",
    applicability: isSafe ? "safe" : "unsafe",
    edits: certain,
  };
}

const REFUSED: readonly string[] = [
  "--no-package-lock",
  "--package-lock=false",
  "--package-lock",
  "--package-lock-only",
  "-g",
  "--global",
];

/** npm ci deletes what is in `node_modules` first. */
function isFresh({ before }: RunStep, folder: string): boolean {
  const path = posix.join(folder, "node_modules");
  if (before.files.whetherExists(path) === "no") return true;
  return before.files.whetherBrought(path) === "no" && baseLacks(path, before);
}

/** The number in front of a version of Node.js; undefined where it is not known. */
function nodeVersion({ before }: RunStep): number | undefined {
  if (before.base.kind !== "known") return undefined;
  const node = before.base.image.interpreters.find(({ language }) => language === "node");
  const number = Number.parseInt(node?.version ?? "", 10);
  return Number.isNaN(number) ? undefined : number;
}
