import { posix } from "node:path";
import { isBrought } from "../context/brought.ts";
import { defineRule } from "../define-rule.ts";
import { freezeWith } from "../edit/freeze.ts";
import {
  commandSpan,
  hasOpenWord,
  installsOf,
  type LanguageInstall,
  projectFolder,
  shownCommand,
} from "../install/installs.ts";

/** Reports cargo where it may choose other versions than a Cargo.lock names. */
export const rule = defineRule({
  name: "cargo-without-locked",
  practice: "reproducible-install",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  facts: ["cargo"],
  onRun(run, report, { stage, file }) {
    for (const fact of installsOf(run, "cargo")) {
      if (hasOpenWord(fact)) continue;
      if (fact.isFrozen !== "no" || fact.options.has("--offline")) continue;
      const at = commandSpan(file.evaluated.dockerfile, fact.use);
      if (isTool(fact)) {
        const message = `cargo install resolves ${fact.packages[0]?.name ?? "a tool"}'s dependencies anew; --locked takes those it was released with`;
        report({ at, message, fix: freezeWith(run, fact, "--locked") });
        continue;
      }
      const folder = projectFolder(fact);
      const isBuild = fact.action === "build" || fact.action === "rustc" || fact.action === "install";
      if (!isBuild || folder === undefined) continue;
      if (!isBrought(posix.join(folder, "Cargo.lock"), run, stage, file.context)) continue;
      report({
        at,
        message: `${shownCommand(fact.use)} may build with other crates than Cargo.lock says; --locked keeps to it`,
        fix: freezeWith(run, fact, "--locked"),
      });
    }
  },
});

/** A program from the registry, whose archive brings a lock file that only `--locked` looks at. */
function isTool({ action, packages, reads, use }: LanguageInstall): boolean {
  const isElsewhere = use.words.some(({ value }) => /^--(?:git|path)\b/.test(value));
  return action === "install" && packages.length > 0 && reads.length === 0 && !isElsewhere;
}
