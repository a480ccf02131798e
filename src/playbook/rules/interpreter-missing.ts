import { posix } from "node:path";
import type { EvaluatedStage } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { imageName, isForWindows } from "../image/image-name.ts";
import { placeAt } from "../place.ts";
import { type CopiedPython, type Python, pythonCopies, pythonOf } from "../program/python-copies.ts";

/** Reports Python packages and environments that are copied to where their interpreter is not. */
export const rule = defineRule({
  name: "interpreter-missing",
  practice: "works",
  severity: "error",
  fix: "never",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    if (stage.role !== "shipped" || isForWindows(stage)) return;
    for (const copied of pythonCopies(stage)) {
      const { instruction, kind, place } = copied;
      const python = pythonOf(stage);
      const message =
        python === "none"
          ? `${imageName(stage)} has no Python to run the ${kind} in ${place}`
          : python === undefined
            ? undefined
            : elsewhere(copied, python, stage);
      const at = instruction.sources[0]?.span;
      if (message !== undefined && at !== undefined) {
        report({ at: placeAt(evaluated.dockerfile, instruction, at), message });
      }
    }
  },
});

/** An environment's `bin/python` is a link to the interpreter that made it, wherever that was. */
function elsewhere(
  { kind, place, madeWith }: CopiedPython,
  python: Python,
  stage: EvaluatedStage,
): string | undefined {
  if (kind !== "environment" || madeWith === undefined || !isRunFrom(place, stage)) return undefined;
  const [made, own] = [madeWith.path, python.path].map((path) => posix.dirname(path));
  if (made === undefined || made === own || stage.end.files.whetherBrought(madeWith.path) !== "no")
    return undefined;
  return `the environment in ${place} leads to ${madeWith.path}, and the Python of ${imageName(stage)} is ${python.path}`;
}

/** Whether what starts comes from the environment: by its path, or because PATH has it in front. */
function isRunFrom(place: string, { end }: EvaluatedStage): boolean {
  const { entrypoint, command } = end.configuration;
  const start = entrypoint ?? command;
  const name = start?.commands().commands[0]?.words[0]?.literal;
  if (name === undefined) return false;
  if (name.startsWith(`${place}/bin/`)) return true;
  // Where the base's own entry point is Python, it is given a file, and PATH has no say.
  if (entrypoint === undefined && end.base.kind === "known" && end.base.image.entrypoint !== undefined)
    return false;
  const [first] = (end.environment.get("PATH") ?? "").split(":");
  return first === `${place}/bin` && !name.includes("/");
}
