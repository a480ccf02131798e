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
import { effects } from "./generated/effects.ts";
import { LayeredMap } from "./layered-map.ts";
import { Machine } from "./machine.ts";
import type { RunFact } from "./run-fact.ts";
import type { StageState } from "./state.ts";

/** What a RUN came to: its commands, what they did, and the state after them. */
export interface EvaluatedRun {
  readonly script: ShellScript | undefined;
  readonly commands: readonly CommandUse[];
  readonly facts: readonly RunFact[];
  readonly after: StageState;
}

const POSIX: readonly string[] = ["/bin/sh", "-c"];

/** Runs the commands of a RUN on a machine of ours. What they do to a mounted folder ends with the RUN. */
export function runCommands(instruction: RunInstruction, before: StageState, step: number): EvaluatedRun {
  const script = scriptOf(instruction, before.shell ?? POSIX);
  const machine = new Machine(before, step, LayeredMap.empty<string | undefined>());
  const { commands, isPartial } =
    script === undefined ? { commands: [], isPartial: true } : listCommands(script);
  for (const use of commands) machine.perform(use, () => perform(use, machine));
  if (isPartial) machine.open();
  const after = withoutMounts(instruction, before, machine.state);
  return { script, commands, facts: machine.facts, after };
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
    const isUsual = !command.includes("/") || USUAL_FOLDER.test(command);
    if (effect === undefined || !isUsual) machine.open();
    else effect.apply(use, machine);
  }
  for (const redirection of use.node.redirections) redirect(redirection, machine);
}

function redirect(redirection: Redirection, machine: Machine): void {
  if (redirection.kind !== "file" || !redirection.operator.includes(">")) return;
  if (redirection.operator === ">&" || redirection.operator === "<&") return;
  const path = machine.path(redirection.target);
  if (path === undefined || path.startsWith("/dev/")) return;
  const { exists, owner, mode } = machine.lookUp(path);
  machine.write(path, exists === "yes" ? { kind: "file", owner, mode } : { kind: "file", mode: 0o644 });
}

/** What lies below a mount is not part of the layer: after the RUN it is as it was before. */
function withoutMounts({ mounts }: RunInstruction, before: StageState, after: StageState): StageState {
  let { files } = after;
  for (const { mount } of mounts) {
    if (mount === undefined || mount.target === "" || !mount.target.startsWith("/")) continue;
    files = files.restore(mount.target, before.files);
  }
  return files === after.files ? after : { ...after, files };
}
