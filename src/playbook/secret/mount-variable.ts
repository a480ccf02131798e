import type { Edit } from "../../base/index.ts";
import type { Instruction } from "../../dockerfile/index.ts";
import type { CommandUse } from "../../shell/index.ts";
import type { EvaluatedDockerfile, EvaluatedStage, Step } from "../../stage/index.ts";
import type { FoundFix } from "../define-rule.ts";
import { removeInstruction, removeOneOf } from "../edit/remove-instruction.ts";
import { startCommands } from "../program/started.ts";
import { isInImage } from "../shipped.ts";
import { addMount, knowsSecretVariables, mentionsIn, textOf, titleOf } from "./mount-secret.ts";
import { isConsumer, toolOf, toolsThatRead } from "./secret-consumer.ts";

/**
 * Mounts the secret that an ARG or ENV holds into the RUNs that need it, and takes the variable away: those that name
 * it for a tool that is known, and for variables that tools read by themselves all that call such a tool. Undefined
 * where anything else names it, where nobody is known to read it, and where an ENV may be for the container.
 */
export function mountVariable(
  evaluated: EvaluatedDockerfile,
  stage: EvaluatedStage,
  { instruction, triggeredAt }: Step,
  name: string,
): FoundFix | undefined {
  const { dockerfile, stages } = evaluated;
  if (triggeredAt !== undefined || !/^[A-Za-z_]\w*$/.test(name) || !knowsSecretVariables(dockerfile))
    return undefined;
  const heirs = stages.filter((each) => isHeirOf(each, stage));
  if (heirs.some(({ steps }) => steps.some((step) => step.triggeredAt !== undefined))) return undefined;
  const own = new Map(heirs.flatMap(({ steps }) => steps.map((step) => [step.instruction, step] as const)));
  const edits: Edit[] = [];
  const mounted: Edit[] = [];
  for (const other of dockerfile.instructions) {
    const step = own.get(other);
    const names = mentionsIn(textIn(evaluated, other), name);
    if (step !== undefined && other.kind === "run") {
      const isReader = other.syntax.span.start > instruction.syntax.span.start && reads(step, name, names);
      if (isReader) mounted.push(addMount(other, name));
      else if (names > 0) return undefined;
    } else if (names > 0) {
      const gone = step === undefined ? undefined : removeVariable(evaluated, other, name, names);
      if (gone === undefined) return undefined;
      if (other.kind === "env" && isForContainer(evaluated, heirs, name)) return undefined;
      edits.push(gone);
    }
  }
  if (mounted.length === 0) return undefined;
  return { title: titleOf(name), applicability: "restructure", edits: [...edits, ...mounted] };
}

/** Whether a stage is another one, or stands on it, and so has its variables. */
function isHeirOf(stage: EvaluatedStage, other: EvaluatedStage): boolean {
  for (let below: EvaluatedStage | undefined = stage; below !== undefined; ) {
    if (below === other) return true;
    below = below.base.kind === "stage" && below.base.stage !== below ? below.base.stage : undefined;
  }
  return false;
}

function textIn({ dockerfile }: EvaluatedDockerfile, other: Instruction): string {
  return other.kind === "run" ? textOf(dockerfile, other) : other.syntax.line.text;
}

/** Whether a RUN needs the variable, and gives it to nobody but tools that are known. */
function reads(step: Step, name: string, names: number): boolean {
  const { instruction } = step;
  const commands = step.run?.commands;
  if (instruction.kind !== "run" || instruction.command.form !== "shell" || commands === undefined)
    return false;
  if (names === 0) {
    const tools = toolsThatRead(name);
    return commands.some((use) => tools.has(toolOf(use)));
  }
  const consumers = commands.filter((use) => isConsumer(use, step));
  // What is named in a place that no command is known for, such as the text of a file, is not read by a consumer.
  return consumers.reduce((sum, use) => sum + mentionsOf(use, name), 0) === names;
}

function mentionsOf({ words, environment, node }: CommandUse, name: string): number {
  const texts = [...words, ...environment].map(({ raw }) => raw);
  for (const { value } of node.assignments) if (value !== undefined) texts.push(value.raw);
  return texts.reduce((sum, text) => sum + mentionsIn(text, name), 0);
}

/** What declares the variable, or hands it on under its own name, goes; undefined for what does more with it. */
function removeVariable(
  { dockerfile }: EvaluatedDockerfile,
  other: Instruction,
  name: string,
  names: number,
): Edit | undefined {
  if (other.kind !== "arg" && other.kind !== "env") return undefined;
  const all = other.kind === "arg" ? other.arguments : other.pairs;
  const at = all.findIndex((each) => each.name.value === name);
  const one = all[at];
  if (one === undefined) return undefined;
  const value = one.value?.value ?? "";
  const isHandedOn = new RegExp(`^"?\\$(?:${name}|\\{${name}\\})"?$`).test(value);
  if (names !== (isHandedOn ? 2 : 1) || (!isHandedOn && value.includes("$"))) return undefined;
  return all.length === 1 ? removeInstruction(dockerfile, other) : removeOneOf(dockerfile, all, at);
}

/** Whether an ENV may be what the container reads: only tools that no container starts leave no doubt. */
function isForContainer(
  evaluated: EvaluatedDockerfile,
  heirs: readonly EvaluatedStage[],
  name: string,
): boolean {
  const shipped = heirs.filter((each) => isInImage(each, evaluated));
  const tools = toolsThatRead(name);
  if (shipped.length > 0 && tools.size === 0) return true;
  return shipped.some((each) =>
    startCommands(each).some((start) => {
      const { commands, isPartial } = start.commands();
      return isPartial || commands.some((use) => tools.has(toolOf(use)));
    }),
  );
}
