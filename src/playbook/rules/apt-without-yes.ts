import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";
import { type OsPackagesFact, osPackages, placeOfCommand, subcommandOf } from "../left-cache.ts";

/** Reports apt-get that would ask before it goes on. It fails builds, so that all stages are looked at. */
export const rule = defineRule({
  name: "apt-without-yes",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
  replaces: ["hadolint:DL3014", "trivy:DS-0021"],

  onRun(run, report) {
    for (const fact of osPackages(run)) {
      if (fact.manager !== "apt" || fact.isUnattended !== "no") continue;
      if (!ASKS.has(fact.action) || (fact.action !== "upgrade" && fact.packages.length === 0)) continue;
      report({
        at: placeOfCommand(fact),
        message: `${fact.use.name ?? "apt"} ${subcommandOf(fact)} without -y fails as soon as it has something to ask`,
        fix: answerYes(run, fact),
      });
    }
  },
});

/** What asks in general; `autoremove` mostly has nothing to do in a build, and says nothing then. */
const ASKS: ReadonlySet<string> = new Set(["install", "remove", "upgrade"]);

/** The option behind the subcommand: where the image was built so far, nothing was asked and nothing changes. */
function answerYes({ instruction, triggeredAt }: RunStep, fact: OsPackagesFact): FoundFix | undefined {
  const subcommand = fact.use.words.find(({ value }) => value === subcommandOf(fact));
  if (instruction.command.form !== "shell" || triggeredAt !== undefined) return undefined;
  // In the quoted text of `sh -c` a word may be written in ways of its own.
  if (subcommand === undefined || subcommand.raw !== subcommand.value || fact.use.inside.includes("text"))
    return undefined;
  const { end } = subcommand.span;
  return {
    title: "Answer yes with -y",
    applicability: "safe",
    edits: [{ span: { start: end, end }, text: " -y" }],
  };
}
