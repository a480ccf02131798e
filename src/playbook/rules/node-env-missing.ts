import type { CommandUse } from "../../shell/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { isForDevelopment } from "../shipped-stages.ts";
import { isOwn, startedProgram } from "../started.ts";

/** Reports a Node.js program that a shipped image starts without NODE_ENV. */
export const rule = defineRule({
  name: "node-env-missing",
  practice: "configuration",
  severity: "information",
  fix: "never",
  replaces: [],

  onStage(stage, report, { evaluated, isDevelopment }) {
    if (stage.role !== "shipped" || isDevelopment || isForDevelopment(stage, evaluated)) return;
    const started = startedProgram(stage);
    const word = started?.use.words[0];
    if (started === undefined || word === undefined || !isOwn(stage, started.start)) return;
    if (isSet(stage) || !runsProgram(started.use)) return;
    report({
      at: word.span,
      message: "NODE_ENV is not set: frameworks run as for development, slower and with more said in errors",
    });
  },
});

/** Variables of a base that nobody knows may be set. */
function isSet({ end }: EvaluatedStage): boolean {
  if (end.configuration.environment.has("NODE_ENV") || end.base.kind === "unknown") return true;
  return end.base.kind === "known" && end.base.image.environment.has("NODE_ENV");
}

/** Whether node starts a file of the project, with nothing that could set the variable on the way. */
function runsProgram({ name, words, node, environment }: CommandUse): boolean {
  if (name !== "node" && name !== "nodejs") return false;
  if (node.assignments.length + environment.length > 0) return false;
  const texts = words.slice(1).map(({ value }) => value);
  if (texts.some((text) => /^--(?:env-file|require|import|inspect|watch|test)|^-[rev]$/.test(text)))
    return false;
  return texts.some((text) => /\.[cm]?js$/.test(text));
}
