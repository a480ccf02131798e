import { repositoryName } from "../../reference/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";
import { type OsPackagesFact, osPackages, placeOfCommand, subcommandOf } from "../cache/left-cache.ts";
import { stepsBefore } from "../context/brought.ts";
import type { FoundFix, Report, RunStep } from "../define-rule.ts";
import { bottomStage } from "../image/image-name.ts";

/** Reports each command of a package manager in a RUN that would ask somebody before it goes on. */
export function reportQuestions(
  run: RunStep,
  report: Report,
  stage: EvaluatedStage,
  manager: OsPackagesFact["manager"],
): void {
  const questions = osPackages(run).filter(
    (fact) => fact.manager === manager && fact.isUnattended === "no" && asks(fact),
  );
  if (questions.length === 0 || mayAnswerItself(run, stage, manager)) return;
  for (const fact of questions) {
    report({
      at: placeOfCommand(fact),
      message: `${fact.use.name ?? manager} ${subcommandOf(fact)} without -y fails as soon as it has something to ask`,
      fix: answerYes(run, fact),
    });
  }
}

/** The configuration may answer: what a step before wrote there, or a base that nobody here knows. */
function mayAnswerItself(run: RunStep, stage: EvaluatedStage, manager: OsPackagesFact["manager"]): boolean {
  // The images of CI services answer yes in a file of theirs; those of Debian, Ubuntu and Docker do not.
  if (manager === "apt") return !isWellKnown(stage);
  if (manager !== "dnf" && manager !== "yum") return false;
  return [...stepsBefore(run, stage), run].some(({ instruction }) => {
    const { text } = instruction.syntax.text;
    return text.includes("assumeyes") || /(?:dnf|yum)\.conf/.test(text);
  });
}

function isWellKnown(stage: EvaluatedStage): boolean {
  const { base } = bottomStage(stage);
  if (stage.start.base.kind === "known") return true;
  return base.kind === "image" && repositoryName(base.reference).startsWith("docker.io/library/");
}

/** What asks in general; `autoremove` mostly has nothing to do in a build, and says nothing then. */
function asks({ action, packages }: OsPackagesFact): boolean {
  if (action === "upgrade") return true;
  return (action === "install" || action === "remove") && packages.length > 0;
}

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
