import { posix } from "node:path";
import type { EvaluatedStage, StartCommand } from "../../stage/index.ts";
import { destinationOf } from "../context/brought.ts";
import { defineRule, type Report } from "../define-rule.ts";
import {
  commandSpan,
  installsOf,
  isWithin,
  type LanguageInstall,
  shownCommand,
} from "../install/installs.ts";
import { installWithout } from "../install/without-development.ts";
import { placeAt } from "../place.ts";
import { isInImage } from "../shipped.ts";
import type { DockerfileSubject } from "../subject.ts";

/** Reports packages that only development needs, where they reach a shipped image. */
export const rule = defineRule({
  name: "dev-dependencies-in-shipped-image",
  practice: "multi-stage",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report, file) {
    if (file.isDevelopment || isForDevelopment(stage) || !isInImage(stage, file.evaluated)) return;
    for (const step of stage.steps) {
      if (step.triggeredAt !== undefined) continue;
      const seen = new Set<string>();
      for (const fact of installsOf(step)) {
        if (!isLeft(fact, stage) || seen.has(fact.target ?? "")) continue;
        seen.add(fact.target ?? "");
        report({
          at: commandSpan(file.evaluated.dockerfile, fact.use),
          message: messageOf(fact, stage),
          fix: builds(stage) ? undefined : installWithout(fact, stage, file),
        });
      }
    }
    reportCopies(stage, report, file);
  },
});

const WITHOUT: ReadonlyMap<string, string> = new Map([
  ["npm", "--omit=dev leaves them out"],
  ["pnpm", "--prod leaves them out"],
  ["yarn", "--production leaves them out"],
  ["bun", "--production leaves them out"],
  ["composer", "--no-dev leaves them out"],
  ["uv", "--no-dev leaves them out"],
]);

function messageOf({ use, manager }: LanguageInstall, stage: EvaluatedStage): string {
  const what = `${shownCommand(use)} puts packages for development into the shipped image`;
  const how = builds(stage) ? "a stage that only builds would keep them out" : WITHOUT.get(manager);
  return how === undefined ? what : `${what}; ${how}`;
}

/** Whether a script of the project builds in the stage, which may need them. */
function builds({ steps }: EvaluatedStage): boolean {
  const tools = new Set(["npm", "yarn", "pnpm", "bun"]);
  return steps.some(
    ({ run }) => run?.facts.some((fact) => fact.kind === "build" && tools.has(fact.tool)) === true,
  );
}

/** Whether an install certainly brings such packages, and they are there when the stage ends. */
function isLeft(fact: LanguageInstall, { end }: EvaluatedStage): boolean {
  if (fact.hasDevelopment !== "yes" || fact.runs !== "yes") return false;
  if (fact.target === undefined) return true;
  const { exists, content } = end.files.lookUp(fact.target);
  if (exists === "no") return false;
  if (fact.manager === "composer" || content?.kind === "virtual-environment") return true;
  return content?.kind === "packages" ? content.hasDevelopment !== "no" : fact.manager === "pip";
}

/** COPY --from of a folder that holds such packages in the other stage. */
function reportCopies(stage: EvaluatedStage, report: Report, file: DockerfileSubject): void {
  for (const { by, source, instruction } of stage.links) {
    if ("flag" in by || source.kind !== "stage") continue;
    const step = stage.steps.find((each) => each.instruction === instruction);
    if (step === undefined) continue;
    const fact = source.stage.steps
      .flatMap((each) => installsOf(each))
      .find((each) => each.target !== undefined && each.manager !== "pip" && isLeft(each, source.stage));
    const word = by.sources.find((each) => {
      const path = posix.resolve("/", step.valueOf(each));
      return fact?.target !== undefined && isWithin(fact.target, path) && posix.basename(path) !== "";
    });
    if (fact === undefined || word === undefined || isRemovedLater(fact, word.value, step, stage)) continue;
    const what = posix.basename(fact.target ?? "");
    report({
      at: placeAt(file.evaluated.dockerfile, instruction, word.span),
      message: `${word.value} brings ${what} with packages for development into the shipped image`,
    });
  }
}

/** Whether the copied folder is gone, or pruned, when the stage ends. */
function isRemovedLater(
  { target = "" }: LanguageInstall,
  source: string,
  step: EvaluatedStage["steps"][number],
  stage: EvaluatedStage,
): boolean {
  const destination = destinationOf(step);
  if (destination === undefined) return true;
  const place = posix.join(destination.path, posix.relative(posix.resolve("/", source), target));
  const { exists, content } = stage.end.files.lookUp(place);
  if (exists === "no") return true;
  return content?.kind === "packages" && content.hasDevelopment === "no";
}

/** An image that starts tests or a server that reloads wants these packages. */
function isForDevelopment({ end, name }: EvaluatedStage): boolean {
  const environment = end.environment.get("NODE_ENV") ?? end.environment.get("APP_ENV") ?? "";
  if (/^(?:dev|development|test|local)/.test(environment)) return true;
  if (name !== undefined && /\b(?:dev|development|test|tests|testing|debug|lint|ci)\b/.test(name))
    return true;
  const { command, entrypoint } = end.configuration;
  return DEVELOPMENT.test(`${startText(entrypoint)} ${startText(command)}`);
}

const DEVELOPMENT =
  /\b(?:dev|develop|development|test|tests|watch|nodemon|webpack|ng serve|serve|storybook|lint|jest|mocha|karma|cypress|gulp|grunt|ts-node|tsx|babel-node|react-scripts|vite)\b/;

function startText(start: StartCommand | undefined): string {
  const command = start?.command;
  if (command === undefined || command.form === "none") return "";
  return command.form === "shell" ? command.text.text : command.words.map(({ value }) => value).join(" ");
}
