import type { WordPart } from "../../shell/index.ts";
import type { EvaluatedStage, StartCommand } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { isOwn, startCommands } from "../started.ts";

/** Reports CMD, ENTRYPOINT and HEALTHCHECK that read a build argument, which no container has. */
export const rule = defineRule({
  name: "argument-used-at-runtime",
  practice: "configuration",
  severity: "warning",
  fix: "never",
  replaces: [],

  onStage(stage, report) {
    if (stage.role !== "shipped") return;
    const { healthcheck } = stage.end.configuration;
    for (const start of [...startCommands(stage), ...(healthcheck === undefined ? [] : [healthcheck])]) {
      if (!isOwn(stage, start)) continue;
      for (const { name, part } of emptyVariables(stage, start)) {
        report({
          at: part.span,
          message: `${name} is an ARG, which is gone once the image is built: ${start.instruction.syntax.name} reads nothing`,
        });
      }
    }
  },
});

interface Use {
  readonly name: string;
  readonly part: WordPart;
}

/** The variables that only an ARG gives a value, where no default is written beside them. */
function emptyVariables(stage: EvaluatedStage, start: StartCommand): readonly Use[] {
  const { configuration, declared } = stage.end;
  const uses: Use[] = [];
  const assigned = new Set<string>();
  for (const { node, words, inside } of start.commands().commands) {
    // In exec form only the text of `sh -c` is read by a shell.
    if (start.command.form === "exec" && !inside.includes("text")) continue;
    for (const { name } of node.assignments) assigned.add(name);
    for (const word of words) {
      if (word.assignment !== undefined) assigned.add(word.assignment.name);
      for (const part of word.parts) {
        if (part.kind !== "variable" || part.operator !== undefined || assigned.has(part.name)) continue;
        if (!declared.has(part.name) || configuration.environment.has(part.name)) continue;
        uses.push({ name: part.name, part });
      }
    }
  }
  return uses;
}
