import type { Dockerfile } from "../../dockerfile/index.ts";
import type { WordPart } from "../../shell/index.ts";
import type { EvaluatedStage, StartCommand } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { insertBelow } from "../edit/insert-lines.ts";
import { isOwn, startCommands } from "../program/started.ts";

/** Reports CMD, ENTRYPOINT and HEALTHCHECK that read a build argument, which no container has. */
export const rule = defineRule({
  name: "argument-used-at-runtime",
  practice: "configuration",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    const mended = new Set<string>();
    if (stage.role !== "shipped") return;
    const { healthcheck } = stage.end.configuration;
    for (const start of [...startCommands(stage), ...(healthcheck === undefined ? [] : [healthcheck])]) {
      if (!isOwn(stage, start)) continue;
      for (const { name, part } of emptyVariables(stage, start)) {
        const fix = mended.has(name) ? undefined : handOn(evaluated.dockerfile, stage, name);
        if (fix !== undefined) mended.add(name);
        report({
          at: part.span,
          message: `${name} is an ARG, which is gone once the image is built: ${start.instruction.syntax.name} reads nothing`,
          fix,
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

/** `ENV NAME=$NAME` below the ARG, once for each name; a secret is never handed on. */
function handOn(dockerfile: Dockerfile, stage: EvaluatedStage, name: string): FoundFix | undefined {
  if (/pass|pwd|secret|token|key|auth|credential/i.test(name)) return undefined;
  const step = stage.steps.findLast(
    ({ instruction, triggeredAt }) =>
      triggeredAt === undefined &&
      instruction.kind === "arg" &&
      instruction.arguments.some((each) => each.name.value === name),
  );
  const edit =
    step === undefined ? undefined : insertBelow(dockerfile, step.instruction, [`ENV ${name}=$${name}`]);
  if (edit === undefined) return undefined;
  return { title: `Hand ${name} on to the container by ENV`, applicability: "unsafe", edits: [edit] };
}
