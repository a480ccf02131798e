import { limits } from "../../base/index.ts";
import type { Instruction } from "../../dockerfile/index.ts";
import type { UndefinedVariable } from "../../stage/index.ts";
import { defineRule, type Scope } from "../define-rule.ts";
import { globalNames } from "../global-names.ts";
import { findNearName } from "../near-name.ts";
import { placeAt, variableSpan } from "../place.ts";

/**
 * Reports variables that nothing has set where they are used, so that the builder puts nothing in their
 * place. What RUN, CMD and ENTRYPOINT hold is replaced by the shell and not looked at.
 */
export const rule = defineRule({
  name: "undefined-variable",
  practice: "configuration",
  severity: "warning",
  fix: "never",
  replaces: ["buildkit:UndefinedVar"],

  onStep({ instruction, undefinedVariables, before }, report, scope) {
    const { dockerfile } = scope.file.evaluated;
    for (const variable of undefinedVariables) {
      const { name, word } = variable;
      // Of some variables the tables of bases know that they are set, and not to what.
      if (before.base.kind === "known" && before.base.image.environment.has(name)) continue;
      const at = placeAt(dockerfile, instruction, variableSpan(dockerfile, name, word.span));
      const known = [before.environment, before.declared];
      const reason = explain(variable, known, setsItself(instruction, variable), scope);
      if (reason !== undefined) report({ at, message: `$${name} ${reason}` });
      // The base may well set it: worth knowing, and no reason to stop anybody.
      else
        report({ at, message: `$${name} is set by the base image or not at all`, severity: "information" });
    }
  },
});

/** Whether the variable is part of its own new value, as in `ENV LIBS=/lib:$LIBS`: then the base is meant. */
function setsItself(instruction: Instruction, { name, word }: UndefinedVariable): boolean {
  return (
    instruction.kind === "env" &&
    instruction.pairs.some((pair) => pair.value === word && pair.name.value === name)
  );
}

/** Why it is not defined; undefined where only the base image could have set it. */
function explain(
  { name }: UndefinedVariable,
  known: readonly { names(): Iterable<string> }[],
  isExtended: boolean,
  { file, stage }: Scope,
): string | undefined {
  const { dockerfile, globals } = file.evaluated;
  if (globals.has(name) || globalNames(dockerfile).has(name))
    return `is not set in this stage; ARG ${name} would bring it in`;
  if (!isExtended && (stage.end.environment.has(name) || stage.end.declared.has(name))) {
    return "is set further down; an instruction sees only what stands above it";
  }
  for (const each of known) {
    const near = findNearName(name, each.names());
    if (near !== undefined) return `is not set; did you mean $${near}?`;
  }
  return isFromScratch(stage) ? "is set nowhere above, and scratch brings no variables" : undefined;
}

function isFromScratch(stage: Scope["stage"]): boolean {
  let { base } = stage;
  for (let depth = 0; base.kind === "stage" && depth < limits.stageDepth; depth++) base = base.stage.base;
  return base.kind === "scratch";
}
