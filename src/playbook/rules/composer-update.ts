import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";
import { replaceWord, subcommandWord } from "../edit/freeze.ts";
import { commandSpan, installsOf, type LanguageInstall } from "../install/installs.ts";

/** Reports `composer update` in an image build. */
export const rule = defineRule({
  name: "composer-update",
  practice: "reproducible-install",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  facts: ["composer"],
  onRun(run, report, { file }) {
    for (const fact of installsOf(run, "composer")) {
      // What belongs to the whole system has no lock file of the project's.
      const isGlobal = fact.use.words[1]?.literal === "global";
      if (fact.action !== "update" || isGlobal || fact.options.has("--lock")) continue;
      report({
        at: commandSpan(file.evaluated.dockerfile, fact.use),
        message: "composer update chooses versions anew in every build, whatever composer.lock said",
        fix: installInstead(run, fact),
      });
    }
  },
});

/** Only with options that both commands know. */
function installInstead(run: RunStep, fact: LanguageInstall): FoundFix | undefined {
  if (
    fact.runs !== "yes" ||
    fact.packages.length > 0 ||
    [...fact.options].some((option) => !SHARED.has(option))
  )
    return undefined;
  const edit = replaceWord(run, fact, subcommandWord(fact), "install");
  if (edit === undefined) return undefined;
  return { title: "Install what composer.lock says", applicability: "unsafe", edits: [edit] };
}

const SHARED: ReadonlySet<string> = new Set([
  "--no-dev",
  "--no-scripts",
  "--no-plugins",
  "--no-interaction",
  "-n",
  "--no-progress",
  "--no-autoloader",
  "--optimize-autoloader",
  "-o",
  "--classmap-authoritative",
  "-a",
  "--prefer-dist",
  "--prefer-source",
  "--ignore-platform-reqs",
  "--quiet",
  "-q",
  "--no-ansi",
  "--ansi",
  "--no-cache",
]);
