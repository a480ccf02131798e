import type { StageState, Step } from "../../stage/index.ts";
import { stepsBefore } from "../context/brought.ts";
import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";
import { commandSpan, hasOpenWord, installsOf, type LanguageInstall } from "../install/installs.ts";
import { isInImage } from "../shipped.ts";

/** Reports `gem install` that writes documentation into a shipped image. */
export const rule = defineRule({
  name: "gem-docs-left",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  facts: ["gem"],
  onRun(run, report, { stage, file }) {
    const installs = installsOf(run, "gem");
    if (installs.length === 0 || !isInImage(stage, file.evaluated) || !writesDocuments(run)) return;
    if ([...stepsBefore(run, stage), run].some(mayBeSwitchedOff)) return;
    for (const fact of installs) {
      if (fact.runs !== "yes" || fact.packages.length === 0 || saysItself(fact)) continue;
      report({
        at: commandSpan(file.evaluated.dockerfile, fact.use),
        message: "gem install writes documentation of each package into the image, which nobody reads there",
        fix: leaveOut(run, fact),
      });
    }
  },
});

/**
 * Debian and Ubuntu bring the programs that write documentation along with Ruby. Docker's official images of
 * Ruby switch it off, Alpine has them in a package of their own, and of others nobody knows.
 */
function writesDocuments({ before }: RunStep): boolean {
  if (before.base.kind !== "known") return false;
  const { os, interpreters } = before.base.image;
  if (interpreters.some(({ language }) => language === "ruby")) return false;
  return os.distribution === "debian" || os.distribution === "ubuntu";
}

/** Settings for all calls stand in a file of this name, wherever that is; what was removed later is gone. */
function mayBeSwitchedOff({ instruction }: Step): boolean {
  return /gemrc|gem\.conf|\.yri|ri\b.*\/doc|\/doc\b|--no-ri|GEMRC|rvm|rbenv|ruby-build/.test(
    instruction.syntax.text.text,
  );
}

/** Whether an install says itself what documentation it writes, be it none. */
function saysItself(fact: LanguageInstall): boolean {
  if (hasOpenWord(fact)) return true;
  return fact.use.words.some(({ value }) =>
    /^(?:-[a-zA-Z]*N[a-zA-Z]*|--no-(?:document|doc|rdoc|ri)|--(?:document|rdoc|ri)(?:=.*)?)$/.test(value),
  );
}

function leaveOut(
  { instruction, triggeredAt, before }: RunStep,
  { use }: LanguageInstall,
): FoundFix | undefined {
  const action = use.words.find(({ value }) => value === "install" || value === "i");
  if (instruction.command.form !== "shell" || triggeredAt !== undefined || action === undefined)
    return undefined;
  if (!knowsOption(before) || action.raw !== action.value || use.inside.includes("text")) return undefined;
  const { end } = action.span;
  return {
    title: "Leave the documentation out with --no-document",
    applicability: "safe",
    edits: [{ span: { start: end, end }, text: " --no-document" }],
  };
}

/** Whether the RubyGems of the system's packages is of 2013 or later: before, the option had another name. */
function knowsOption({ base }: StageState): boolean {
  if (base.kind !== "known") return false;
  const { distribution, release } = base.image.os;
  return Number(release) >= (distribution === "debian" ? 8 : 16.04);
}
