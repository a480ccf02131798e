import { limits } from "../../base/index.ts";
import type { CommandUse } from "../../shell/index.ts";
import type { EvaluatedStage, StartCommand } from "../../stage/index.ts";

/** A program that a container starts, and the setting that says so. */
export interface Started {
  readonly start: StartCommand;
  readonly use: CommandUse;
}

/** Programs that start what they are given, pass signals on and take children in. */
const INITS: ReadonlySet<string> = new Set(
  "tini tini-static dumb-init catatonit docker-init s6-svscan my_init supervisord runsvdir".split(" "),
);

/** Whether an entry point is one that takes the base's away: `ENTRYPOINT []`. CMD is then started by itself. */
export function startsNothing({ command }: StartCommand): boolean {
  return command.form === "exec" && command.words.length === 0;
}

/** Whether a command is one of the small programs that are made to be process 1. */
export function isInit(start: StartCommand | undefined): boolean {
  if (start === undefined) return false;
  return start
    .commands()
    .commands.some(
      ({ name, through }) => INITS.has(name ?? "") || through.some((wrapper) => INITS.has(wrapper)),
    );
}

/**
 * The one program that is started in the end where a stage's CMD or ENTRYPOINT comes down to one command and
 * no init stands in front: CMD behind an entry script, which such scripts run when they are done, or
 * ENTRYPOINT alone. Undefined where several commands run, or none is known.
 */
export function startedProgram(stage: EvaluatedStage): Started | undefined {
  const { entrypoint, command } = stage.end.configuration;
  if (isInit(entrypoint) || isInit(command)) return undefined;
  if (entrypoint === undefined) return command === undefined ? undefined : only(command);
  const started = only(entrypoint);
  const isScript = /(?:^|[-_.])(?:entrypoint|entry|start|run|init)?[-_.]?(?:sh|bash)$|entrypoint/.test(
    started?.use.words[0]?.value ?? "",
  );
  if (!isScript || command === undefined || entrypoint.command.form !== "exec") return started;
  return only(command);
}

/** The settings of a stage that start something: ENTRYPOINT and CMD. */
export function startCommands(stage: EvaluatedStage): readonly StartCommand[] {
  const { entrypoint, command } = stage.end.configuration;
  return [entrypoint, command].filter((start) => start !== undefined);
}

/** Whether a setting stands in the stage itself, and not in one below or in a trigger: its words then have a place. */
export function isOwn(stage: EvaluatedStage, { instruction, triggeredAt }: StartCommand): boolean {
  return triggeredAt === undefined && stage.section.instructions.includes(instruction);
}

function only(start: StartCommand): Started | undefined {
  const { commands, isPartial } = start.commands();
  const run = commands.filter(
    ({ words, inside }) => words.length > 0 && !isShellOf(words[0]?.value, inside, commands),
  );
  const use = run[0];
  if (isPartial || run.length !== 1 || use === undefined || commands.length > limits.shellTexts)
    return undefined;
  return { start, use };
}

/** The shell of `sh -c`, whose text is listed behind it. */
function isShellOf(
  name: string | undefined,
  inside: CommandUse["inside"],
  commands: readonly CommandUse[],
): boolean {
  if (name === undefined || !/(?:^|\/)(?:ba|da|a)?sh$/.test(name)) return false;
  return !inside.includes("text") && commands.some((other) => other.inside.includes("text"));
}
