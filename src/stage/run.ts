import { limits, type Span } from "../base/index.ts";
import type { RunInstruction } from "../dockerfile/index.ts";
import { mapBody } from "../dockerfile/index.ts";
import {
  type CommandUse,
  execScript,
  listCommands,
  parseShell,
  type Redirection,
  type ShellScript,
  shellKind,
} from "../shell/index.ts";
import { type Content, isArchiveName } from "./content.ts";
import type { FileFact } from "./file-tree.ts";
import { effects } from "./generated/effects.ts";
import { LayeredMap } from "./layered-map.ts";
import { Machine } from "./machine.ts";
import { failureOf, findMissing } from "./missing-command.ts";
import { parentsOf } from "./parent-paths.ts";
import type { RunFact } from "./run-fact.ts";
import type { StageState } from "./state.ts";

/** What a RUN came to: its commands, what they did, and the state after them. */
export interface EvaluatedRun {
  readonly script: ShellScript | undefined;
  readonly commands: readonly CommandUse[];
  readonly facts: readonly RunFact[];
  /** Whether part of what runs could not be read, so that more was done than the facts tell. */
  readonly isPartial: boolean;
  readonly after: StageState;
}

const POSIX: readonly string[] = ["/bin/sh", "-c"];

/** Runs the commands of a RUN on a machine of ours. What they do to a mounted folder ends with the RUN. */
export function runCommands(instruction: RunInstruction, before: StageState, step: number): EvaluatedRun {
  const { script, commands, isPartial } = readRun(instruction, before.shell ?? POSIX);
  const machine = new Machine(before, step, LayeredMap.empty<string | undefined>());
  commands.forEach((use, at) => {
    machine.perform(use, readerOf(commands, at), () => {
      noteMissing(use, at, commands, machine, instruction);
      perform(use, machine);
    });
  });
  if (isPartial) machine.open();
  const after = withoutMounts(instruction, before, machine.state);
  return { script, commands, facts: machine.facts, isPartial, after };
}

interface ReadRun {
  readonly shell: string;
  readonly script: ShellScript | undefined;
  readonly commands: readonly CommandUse[];
  readonly isPartial: boolean;
}

/**
 * What has been read: a file is evaluated again when more is known of its build context, its text is the same.
 * Not a WeakMap: that would hold every file's scripts through all minor collections.
 */
const READ = new Map<RunInstruction, ReadRun>();
/** More than nearly every file has; beyond it, what was read is read again. */
const MOST_READ = 100;

function readRun(instruction: RunInstruction, shell: readonly string[]): ReadRun {
  const key = shell.join(" ");
  const known = READ.get(instruction);
  if (known?.shell === key) return known;
  const script = scriptOf(instruction, shell);
  const { commands, isPartial } =
    script === undefined ? { commands: [], isPartial: true } : listCommands(script);
  const read: ReadRun = { shell: key, script, commands, isPartial };
  if (READ.size >= MOST_READ) READ.clear();
  READ.set(instruction, read);
  return read;
}

/**
 * The command that a command's output goes to: the next one of its pipeline, or the one in whose words it
 * stands (`sh -c "$(curl …)"`). Commands in the words of the next one come in between.
 */
function readerOf(commands: readonly CommandUse[], at: number): CommandUse | undefined {
  const use = commands[at];
  if (use === undefined) return undefined;
  const isPiped = use.inside.includes("pipeline");
  const isInWord = use.inside.at(-1) === "substitution";
  if (!isPiped && !isInWord) return undefined;
  for (let next = at + 1; next < commands.length; next++) {
    const other = commands[next];
    if (other === undefined || other.inside.length > use.inside.length) continue;
    const isNext = other.inside.length === use.inside.length;
    if (isNext && (other.operator === "|" || other.operator === "|&")) return other;
    if (isInWord) return other.words.some(({ span }) => holds(span, use.node.span)) ? other : undefined;
    if (isNext) return undefined;
  }
  return undefined;
}

function holds(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function noteMissing(
  use: CommandUse,
  at: number,
  commands: readonly CommandUse[],
  machine: Machine,
  { mounts, command }: RunInstruction,
): void {
  const missing = findMissing(use, machine, mounts);
  if (missing === undefined) return;
  const failure = command.form === "exec" && use.inside.length === 0 ? "fatal" : failureOf(commands, at);
  if (failure !== "expected") {
    machine.note({ kind: "missing-command", ...missing, fails: failure === "fatal" });
  }
}

/** The text that a shell gets: the command line, or the body of the heredoc that stands for all of it. */
function scriptOf({ command, heredocs }: RunInstruction, shell: readonly string[]): ShellScript | undefined {
  if (command.form === "exec") return execScript(command.words);
  if (command.form === "none") return undefined;
  const [heredoc] = heredocs;
  const isWhole =
    heredoc !== undefined && heredocs.length === 1 && /^[0-9]*<<-?\s*\S+$/.test(command.text.text);
  if (!isWhole || heredoc === undefined) return parseShell(command.text, { shell: shellKind(shell) });
  const body = mapBody(heredoc);
  // A script that names its own interpreter is run by it.
  const named = /^#!\s*(?:\S*\/env\s+)?(\S+)/.exec(body.text)?.[1];
  return parseShell(body, { shell: shellKind(named === undefined ? shell : [named]) });
}

const USUAL_FOLDER = /^(?:\/?(?:[^/]+\/)*)?s?bin\/[^/]+$/;

function perform(use: CommandUse, machine: Machine): void {
  if (use.words.length === 0) machine.assign(use.node.assignments, use.runs);
  else {
    const command = use.words[0]?.value ?? "";
    const effect = use.name === undefined ? undefined : effects.get(use.name);
    const isUsual = !command.includes("/") || USUAL_FOLDER.test(command) || WRAPPER.test(command);
    if (effect === undefined || !isUsual) {
      machine.note({ kind: "unknown-command", isScript: !isUsual || SCRIPT.test(command) });
      machine.open();
    } else effect.apply(use, machine);
  }
  for (const redirection of use.node.redirections) redirect(redirection, use, machine);
}

/** Scripts that a build tool puts into every project, and that do what the tool itself does. */
const WRAPPER = /(?:^|\/)(?:mvnw|gradlew)$/;
const SCRIPT = /(?:^\$|\.(?:sh|bash|py|pl|rb|php|js)$)/;

function redirect(redirection: Redirection, use: CommandUse, machine: Machine): void {
  if (redirection.kind !== "file" || !redirection.operator.includes(">")) return;
  if (redirection.operator === ">&" || redirection.operator === "<&") return;
  const path = machine.path(redirection.target);
  if (path === undefined || path.startsWith("/dev/")) return;
  const known = machine.lookUp(path);
  const rights =
    known.exists === "yes" ? { owner: known.owner, mode: known.mode } : ({ mode: 0o644 } as const);
  const isAppended = redirection.operator.endsWith(">>");
  machine.write(path, { kind: "file", ...rights, content: contentOf(use, path, isAppended, known, machine) });
}

/** What a redirection wrote, where `echo` or `printf` say it themselves. */
function contentOf(
  use: CommandUse,
  path: string,
  isAppended: boolean,
  known: FileFact,
  machine: Machine,
): Content | undefined {
  if (isArchiveName(path)) return { kind: "archive" };
  if (use.name !== "echo" && use.name !== "printf") return undefined;
  const words = use.words.slice(1).map((word) => machine.text(word));
  if (words.includes(undefined)) return undefined;
  // What a file of the base image says comes first, and is not told.
  const before = isAppended && known.exists === "yes" ? known.content : ({ kind: "text", text: "" } as const);
  if (before?.kind !== "text" || before.text.length > limits.writtenText) return undefined;
  return { kind: "text", text: `${before.text}${words.join(" ")}\n` };
}

/** What lies below a mount is not part of the layer: after the RUN it is as it was before. */
function withoutMounts({ mounts }: RunInstruction, before: StageState, after: StageState): StageState {
  let { files } = after;
  for (const { mount } of mounts) {
    if (mount === undefined || mount.target === "" || !mount.target.startsWith("/")) continue;
    files = files.restore(mount.target, before.files);
    // The builder takes away the folders that it made for the mount; whether others stood there is not told.
    for (const parent of parentsOf(mount.target)) {
      const fact = files.find(parent);
      if (fact === undefined || parent === "/" || before.files.find(parent) === fact) continue;
      if (before.files.lookUp(parent).exists !== "yes")
        files = files.write(parent, { ...fact, exists: "maybe" }, fact.step);
    }
  }
  return files === after.files ? after : { ...after, files };
}
