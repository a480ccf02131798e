import type { EvaluatedDockerfile, EvaluatedStage } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { insertBelow } from "../edit/insert-lines.ts";
import { mayBeSetByNpm, scriptStart } from "../program/manifest-start.ts";
import { isOwn, type Started, startedProgram } from "../program/started.ts";
import { isForDevelopment } from "../shipped-stages.ts";
import type { DockerfileSubject } from "../subject.ts";

/** Reports a Node.js program that a shipped image starts without NODE_ENV. */
export const rule = defineRule({
  name: "node-env-missing",
  practice: "configuration",
  severity: "information",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report, file) {
    const { evaluated, isDevelopment } = file;
    if (stage.role !== "shipped" || isDevelopment || isForDevelopment(stage, evaluated)) return;
    const started = startedProgram(stage);
    const word = started?.use.words[0];
    if (started === undefined || word === undefined || !isOwn(stage, started.start)) return;
    if (isSet(stage) || !runsProgram(stage, started, file)) return;
    report({
      at: word.span,
      message: "NODE_ENV is not set: frameworks run as for development, slower and with more said in errors",
      fix: setProduction(stage, evaluated),
    });
  },
});

/** Variables of a base that nobody knows may be set. */
function isSet({ end }: EvaluatedStage): boolean {
  if (end.configuration.environment.has("NODE_ENV") || end.base.kind === "unknown") return true;
  return end.base.kind === "known" && end.base.image.environment.has("NODE_ENV");
}

/** Whether node starts a file of the project, itself or behind a script, and nothing on the way could set the variable. */
function runsProgram(stage: EvaluatedStage, started: Started, file: DockerfileSubject): boolean {
  const { name, words, node, environment } = started.use;
  if (node.assignments.length + environment.length > 0) return false;
  const texts =
    name === "node" || name === "nodejs"
      ? words.map(({ value }) => value)
      : mayBeSetByNpm(stage)
        ? []
        : (scriptStart(started, file)?.words ?? []);
  if (texts.some((text) => /^--(?:env-file|require|import|inspect|watch|test)|^-[rev]$/.test(text)))
    return false;
  return texts.slice(1).some((text) => /\.[cm]?js$/.test(text));
}

/**
 * Behind the last RUN, which may install what a build needs: with the variable set it would not. None where another
 * stage stands on this one, or is told to run something in images that do.
 */
function setProduction(
  stage: EvaluatedStage,
  { dockerfile, stages }: EvaluatedDockerfile,
): FoundFix | undefined {
  const isBase = stages.some(({ base }) => base.kind === "stage" && base.stage === stage);
  const { instructions, from } = stage.section;
  if (isBase || instructions.some(({ kind }) => kind === "onbuild") || dockerfile.problems.length > 0)
    return undefined;
  const last = instructions.findLast(({ kind }) => kind === "run") ?? from;
  const edit = insertBelow(dockerfile, last, ["ENV NODE_ENV=production"]);
  if (edit === undefined) return undefined;
  return { title: "Set NODE_ENV to production", applicability: "unsafe", edits: [edit] };
}
