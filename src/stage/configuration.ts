import { limits } from "../base/index.ts";
import type { CommandLine, HealthcheckInstruction, Instruction, Word } from "../dockerfile/index.ts";
import {
  type CommandList,
  execScript,
  listCommands,
  parseShell,
  type ShellScript,
  shellKind,
} from "../shell/index.ts";
import { LayeredMap } from "./layered-map.ts";
import type { ExposedPort } from "./port.ts";

/** An instruction that set something, and the FROM that brought it in where it is a trigger of the stage below. */
export interface SetBy {
  readonly instruction: Instruction;
  readonly triggeredAt: Instruction | undefined;
}

/** A command that a container starts: CMD, ENTRYPOINT or the test of HEALTHCHECK. */
export interface StartCommand extends SetBy {
  readonly command: CommandLine;
  /** The shell that the shell form is given to. */
  readonly shell: readonly string[];
  /** What a shell would read; undefined where nothing is started. Made when it is first asked for. */
  readonly script: () => ShellScript | undefined;
  /** The commands that it runs, through `sh -c` too. Made when they are first asked for. */
  readonly commands: () => CommandList;
}

/** HEALTHCHECK: its test, or that there is none. */
export interface Healthcheck extends StartCommand {
  readonly instruction: HealthcheckInstruction;
}

/** A port of EXPOSE with the instruction that names it. */
export interface DeclaredPort extends ExposedPort, SetBy {}

/** A folder of VOLUME, variables replaced. */
export interface DeclaredVolume extends SetBy {
  readonly path: string;
  readonly word: Word;
}

/**
 * What instructions put into the image's configuration, those of stages below included. What the base image
 * brought is not in it: undefined and empty say that no instruction set anything.
 */
export interface ImageConfiguration {
  readonly entrypoint: StartCommand | undefined;
  readonly command: StartCommand | undefined;
  /** Whether CMD stands in this very stage, so that ENTRYPOINT leaves it alone. */
  readonly isCommandOwn: boolean;
  /** Whether ENTRYPOINT has taken away the command that the base may have set. */
  readonly isCommandReset: boolean;
  readonly healthcheck: Healthcheck | undefined;
  readonly ports: readonly DeclaredPort[];
  readonly volumes: readonly DeclaredVolume[];
  readonly stopSignal: string | undefined;
  readonly labels: LayeredMap<string>;
  /** What ENV set, which is what a container sees; ARG is not in it. */
  readonly environment: LayeredMap<string>;
  /** The last USER. */
  readonly user: SetBy | undefined;
}

/** The configuration of an image to which no instruction has added anything. */
export const EMPTY_CONFIGURATION: ImageConfiguration = {
  entrypoint: undefined,
  command: undefined,
  isCommandOwn: false,
  isCommandReset: false,
  healthcheck: undefined,
  ports: [],
  volumes: [],
  stopSignal: undefined,
  labels: LayeredMap.empty<string>(),
  environment: LayeredMap.empty<string>(),
  user: undefined,
};

/** The shell of the shell form where SHELL sets none. */
export const DEFAULT_SHELL: readonly string[] = ["/bin/sh", "-c"];

/** What an instruction's words came to. */
export interface Configured {
  readonly triggeredAt: Instruction | undefined;
  readonly shell: readonly string[] | undefined;
  readonly ports: readonly ExposedPort[];
  readonly valueOf: (word: Word) => string;
}

/** The configuration after an instruction. Spec: BuildKit, dispatch; OCI image-spec, image configuration. */
export function configure(
  before: ImageConfiguration,
  instruction: Instruction,
  { triggeredAt, shell = DEFAULT_SHELL, ports, valueOf }: Configured,
): ImageConfiguration {
  const by = { instruction, triggeredAt };
  switch (instruction.kind) {
    case "cmd":
      return { ...before, command: startCommand(by, instruction.command, shell), isCommandOwn: true };
    case "entrypoint": {
      const entrypoint = startCommand(by, instruction.command, shell);
      // A command from below was meant for the entry point from below.
      if (before.isCommandOwn) return { ...before, entrypoint };
      return { ...before, entrypoint, command: undefined, isCommandReset: true };
    }
    case "healthcheck":
      return {
        ...before,
        healthcheck: { ...startCommand(by, instruction.command, shell), instruction },
      };
    case "expose":
      return { ...before, ports: append(before.ports, ports, (port) => ({ ...port, ...by })) };
    case "volume": {
      const declare = (word: Word) => ({ path: valueOf(word), word, ...by });
      return { ...before, volumes: append(before.volumes, instruction.words, declare) };
    }
    case "stopsignal":
      return { ...before, stopSignal: valueOf(instruction.value) };
    case "user":
      return { ...before, user: by };
    case "env":
      return { ...before, environment: addPairs(before.environment, instruction.pairs, valueOf) };
    case "label":
      return { ...before, labels: addPairs(before.labels, instruction.pairs, valueOf) };
    default:
      return before;
  }
}

/** What a stage takes over from the stage it stands on. */
export function inheritConfiguration(below: ImageConfiguration): ImageConfiguration {
  return below.isCommandOwn ? { ...below, isCommandOwn: false } : below;
}

/** A list with more at its end; a full one stays as it is, since every step would keep a copy of it. */
function append<Item, More>(
  known: readonly Item[],
  more: readonly More[],
  declare: (one: More) => Item,
): readonly Item[] {
  const room = limits.declared - known.length;
  return room <= 0 || more.length === 0 ? known : [...known, ...more.slice(0, room).map(declare)];
}

function addPairs(
  known: LayeredMap<string>,
  pairs: readonly { readonly name: Word; readonly value: Word }[],
  valueOf: (word: Word) => string,
): LayeredMap<string> {
  let all = known;
  for (const { name, value } of pairs) all = all.with(valueOf(name), valueOf(value));
  return all;
}

function startCommand(by: SetBy, command: CommandLine, shell: readonly string[]): StartCommand {
  let script: { readonly read: ShellScript | undefined } | undefined;
  let commands: CommandList | undefined;
  const readScript = (): ShellScript | undefined => {
    script ??= { read: scriptOf(command, shell) };
    return script.read;
  };
  return {
    ...by,
    command,
    shell,
    script: readScript,
    commands: () => {
      const read = readScript();
      commands ??= read === undefined ? { commands: [], problems: [], isPartial: false } : listCommands(read);
      return commands;
    },
  };
}

/** The text that a shell gets, or the exec form as a script of one command; undefined where there is no command. */
export function scriptOf(command: CommandLine, shell: readonly string[]): ShellScript | undefined {
  if (command.form === "none" || (command.form === "exec" && command.words.length === 0)) return undefined;
  if (command.form === "exec") return execScript(command.words);
  return parseShell(command.text, { shell: shellKind(shell) });
}
