import { posix } from "node:path";
import {
  type AddInstruction,
  type CopyInstruction,
  type EscapeCharacter,
  type Instruction,
  type RunInstruction,
  readMount,
  type Word,
} from "../dockerfile/index.ts";
import { type Configured, configure } from "./configuration.ts";
import { copyFiles } from "./copy-files.ts";
import { Expander, isEnvironmentName, type Refuse, type SubstitutionBudget } from "./expander.ts";
import type { FileTree } from "./file-tree.ts";
import type { LayeredMap } from "./layered-map.ts";
import type { BuildOptions, StageSource, Step } from "./model.ts";
import { type ExposedPort, readPort } from "./port.ts";
import { runCommands } from "./run.ts";
import { isSignal } from "./signal.ts";
import type { StageState } from "./state.ts";
import { evaluateTransfer } from "./transfer.ts";

/** What a step needs besides its instruction and the state before it. */
export interface StepContext {
  readonly escape: EscapeCharacter;
  readonly options: BuildOptions;
  readonly globals: LayeredMap<string>;
  readonly budget: SubstitutionBudget;
  readonly refuse: Refuse;
  /** Whether the stage is built for Windows, where paths are written another way. */
  readonly isWindows: boolean;
  /** The number of the step, counted over all stages. */
  readonly number: number;
  /** The stage that a COPY takes from: undefined for the build context and for images. */
  readonly sourceOf: (instruction: CopyInstruction) => StageSource | undefined;
}

/** Evaluates one instruction. Spec: BuildKit, dispatch. */
export function evaluateStep(
  instruction: Instruction,
  before: StageState,
  context: StepContext,
  triggeredAt: Instruction | undefined,
): Step {
  const expander = new Expander(before, context.escape, context.budget, context.refuse);
  const ports: ExposedPort[] = [];
  const applied = withConfiguration(apply(instruction, before, expander, context, ports), instruction, {
    triggeredAt,
    shell: before.shell,
    ports,
    valueOf: (word) => expander.valueOf(word),
  });
  const run =
    instruction.kind === "run" && !context.isWindows && context.options.withoutRuns !== true
      ? runCommands(instruction, applied, context.number)
      : undefined;
  return {
    instruction,
    number: context.number,
    before,
    after: run?.after ?? applied,
    run,
    undefinedVariables: expander.undefinedVariables,
    triggeredAt,
    valueOf: (word) => expander.valueOf(word),
    ports,
  };
}

function withConfiguration(state: StageState, instruction: Instruction, words: Configured): StageState {
  const configuration = configure(state.configuration, instruction, words);
  return configuration === state.configuration ? state : { ...state, configuration };
}

function apply(
  instruction: Instruction,
  state: StageState,
  expander: Expander,
  context: StepContext,
  ports: ExposedPort[],
): StageState {
  switch (instruction.kind) {
    case "env":
    case "label":
      for (const { name, value } of instruction.pairs) {
        expander.expand(name);
        expander.expand(value);
      }
      return instruction.kind === "env" ? setEnvironment(instruction.pairs, state, expander) : state;
    case "arg":
      return setArguments(instruction.arguments, state, expander, context);
    case "workdir":
      return setWorkdir(expander.expand(instruction.value), state, context);
    case "user":
      return { ...state, user: expander.expand(instruction.value) };
    case "shell":
      return { ...state, shell: instruction.words.map(({ value }) => value) };
    case "copy":
    case "add":
      evaluateTransfer(instruction, expander, context.refuse);
      return copyInto(state, instruction, expander, context);
    case "run":
      evaluateRun(instruction, state.workdir, expander, context.refuse);
      return state;
    case "expose":
      exposePorts(instruction.words, expander, context.refuse, ports);
      return state;
    case "volume":
      for (const word of instruction.words) {
        if (expander.expand(word) !== "" || word.value === "") continue;
        context.refuse("stage/volume-blank", "VOLUME specified can not be an empty string", word.span);
      }
      return state;
    case "stopsignal": {
      const value = expander.expand(instruction.value);
      if (!expander.hasRefused && !isSignal(value)) {
        context.refuse("stage/signal-invalid", `invalid signal: ${value}`, instruction.value.span);
      }
      return state;
    }
    default:
      return state;
  }
}

function copyInto(
  state: StageState,
  instruction: CopyInstruction | AddInstruction,
  expander: Expander,
  context: StepContext,
): StageState {
  const source = instruction.kind === "copy" ? context.sourceOf(instruction) : undefined;
  return copyFiles(state, {
    instruction,
    valueOf: (word) => expander.valueOf(word),
    from: source?.kind === "stage" ? source.stage : undefined,
    isFromImage: source !== undefined && source.kind !== "stage",
    context: context.options.context,
    step: context.number,
  });
}

function setEnvironment(
  pairs: readonly { readonly name: Word; readonly value: Word }[],
  state: StageState,
  expander: Expander,
): StageState {
  let { environment } = state;
  for (const { name, value } of pairs)
    environment = environment.with(expander.valueOf(name), expander.valueOf(value));
  return { ...state, environment };
}

/** A build argument beats a default, a global ARG fills in where there is none. */
function setArguments(
  given: readonly { readonly name: Word; readonly value: Word | undefined }[],
  before: StageState,
  expander: Expander,
  { options, globals }: StepContext,
): StageState {
  let state = before;
  for (const { name, value } of given) {
    const outside = options.buildArguments?.get(name.value);
    const inside = outside ?? (value === undefined ? globals.get(name.value) : expander.expand(value));
    if (outside !== undefined && value !== undefined) expander.override(value, outside);
    const declared = state.declared.with(name.value, true);
    const isVisible = inside !== undefined && isEnvironmentName(name.value);
    state = {
      ...state,
      declared,
      environment: isVisible ? state.environment.with(name.value, inside) : state.environment,
    };
    expander.proceed(state);
  }
  return state;
}

function setWorkdir(written: string, state: StageState, { isWindows, number }: StepContext): StageState {
  const path = isWindows ? windowsPath(written) : written;
  const isAbsolute = path.startsWith("/");
  const joined = isAbsolute ? posix.normalize(path) : state.workdir && posix.join(state.workdir, path);
  const workdir = joined === undefined ? undefined : stripSlash(joined);
  return { ...state, workdir, isWorkdirSet: true, files: makeWorkdir(workdir, state, number) };
}

/** The builder makes a working directory that is not there, for the user that is set. */
function makeWorkdir(workdir: string | undefined, { files, user }: StageState, step: number): FileTree {
  if (workdir === undefined || workdir === "/") return files;
  const owner = { user: user === "" ? 0 : user, group: undefined };
  return files.makeFolder(workdir, { owner, mode: 0o755 }, step);
}

function stripSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

/** A path of Windows with slashes and without its drive, which can only be C. */
export function windowsPath(path: string): string {
  return path.replace(/^[cC]:/, "").replaceAll("\\", "/");
}

function exposePorts(words: readonly Word[], expander: Expander, refuse: Refuse, ports: ExposedPort[]): void {
  let isRefused = false;
  for (const word of words) {
    for (const text of expander.split(word)) {
      ports.push({ text, word });
      const port = readPort(text);
      if (port.kind === "port" || isRefused) continue;
      isRefused = true;
      refuse("stage/port-invalid", port.reason, word.span);
    }
  }
}

/** Mounts take variables in their values, each on its own. */
function evaluateRun(
  instruction: RunInstruction,
  workdir: string | undefined,
  expander: Expander,
  refuse: Refuse,
): void {
  for (const { flag } of instruction.mounts) {
    const read = readMount(flag.value, (value) => {
      const result = expander.expand({ value, span: flag.span });
      return expander.hasRefused ? { kind: "refused", reason: value } : { kind: "value", value: result };
    });
    if (expander.hasRefused) return;
    if (read.kind === "refused") {
      refuse("stage/mount-invalid", read.reason, flag.span);
      return;
    }
    const { type, target } = read.mount;
    if (type === "secret" || type === "ssh") continue;
    const place = target.startsWith("/") ? target : workdir && posix.join(workdir, target);
    if (place === undefined || posix.normalize(place) !== "/") continue;
    refuse(
      "stage/mount-invalid",
      `invalid mount target ${JSON.stringify(target)}: a mount cannot be the root`,
      flag.span,
    );
  }
  const [first] = instruction.heredocs;
  if (first !== undefined && instruction.command.form !== "shell") {
    refuse("stage/heredoc-exec", "a heredoc belongs to a RUN in shell form", instruction.syntax.keyword.span);
  }
}
