import { posix } from "node:path";
import type { RunInstruction } from "../dockerfile/index.ts";
import { baseName, type CommandUse, type ShellWord } from "../shell/index.ts";
import { whetherCommand } from "./find-command.ts";
import type { Machine } from "./machine.ts";

/** A command that is certainly not there, by its name. */
export interface MissingCommand {
  readonly name: string;
  readonly word: ShellWord;
}

/**
 * The command of a use that is certainly not there: the one that runs in the end, or one that only runs it, such
 * as `sudo`. Undefined where it is there, or where that cannot be told: it may be a function, come from a mount,
 * or be started through a shell that knows it.
 */
export function findMissing(
  use: CommandUse,
  machine: Machine,
  mounts: RunInstruction["mounts"],
): MissingCommand | undefined {
  const { base } = machine.state;
  if (base.kind === "unknown" || use.runs !== "yes" || use.through.includes("busybox")) return undefined;
  const wrappers = use.node.words.slice(0, use.node.words.length - use.words.length);
  const outer = wrappers.filter((word) => use.through.includes(baseName(word.value)));
  for (const word of [...outer, ...use.words.slice(0, 1)]) {
    const name = word.literal;
    // A script of somebody's own is another matter: what it is called says little about where it comes from.
    if (name === undefined || name === "" || !isPlainName(name) || BUILT_IN.has(name)) continue;
    if (whetherThere(use, name, machine) !== "no") continue;
    if (isDefined(use, name) || isMounted(name, machine, mounts)) return undefined;
    return { name, word };
  }
  return undefined;
}

/** A name that is looked for on PATH, or a path below one of the usual folders of commands. */
function isPlainName(name: string): boolean {
  return /^(?:\/(?:usr\/(?:local\/)?)?s?bin\/)?[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(name);
}

/** Words in front of a command that a shell knows itself. */
const BUILT_IN: ReadonlySet<string> = new Set(["exec", "command", "builtin", "time"]);

function whetherThere(use: CommandUse, name: string, machine: Machine) {
  // `PATH=… command` looks elsewhere.
  const assigns = use.node.assignments.some((assignment) => assignment.name === "PATH");
  const isGiven = assigns || use.environment.some(({ value }) => value.startsWith("PATH="));
  const path = isGiven ? undefined : machine.valueOf("PATH");
  return whetherCommand(machine.state, name, { path, workdir: machine.workdir });
}

/** Whether the script makes the name mean something: a function or an alias. */
function isDefined({ script }: CommandUse, name: string): boolean {
  const { text } = script.source;
  const escaped = name.replace(/[.+]/g, "\\$&");
  return new RegExp(
    `(?:^|[\\s;&|{(])(?:function\\s+${escaped}\\b|${escaped}\\s*\\(|alias\\s+${escaped}=)`,
  ).test(text);
}

/** Whether a mount may bring it: one of a folder on PATH, or above or below it. */
function isMounted(name: string, machine: Machine, mounts: RunInstruction["mounts"]): boolean {
  const folders = (machine.valueOf("PATH") ?? "").split(":");
  return mounts.some(({ mount }) => {
    if (mount === undefined || mount.type === "secret" || mount.type === "ssh") return false;
    if (mount.target.includes("$")) return true;
    const target = machine.resolve(mount.target === "" ? "." : mount.target);
    if (target === undefined || posix.basename(target) === name) return true;
    return folders.some((folder) => {
      return folder === target || folder.startsWith(`${target}/`) || target.startsWith(`${folder}/`);
    });
  });
}

/** What a script does where one of its commands fails. */
export type Failure = "fatal" | "ignored" | "expected";

/**
 * What becomes of a script when one of its commands fails: it ends there, it goes on, or it is asked what to do
 * (`a || b`, `if a`). What stands in a pipeline or a substitution fails without anybody noticing.
 */
export function failureOf(commands: readonly CommandUse[], at: number): Failure {
  const use = commands[at];
  if (use === undefined) return "ignored";
  if (use.inside.includes("condition")) return "expected";
  const isApart = use.inside.some((enclosure) => enclosure === "substitution" || enclosure === "background");
  let isNoticed = !isApart;
  for (let next = at + 1; next < commands.length; next++) {
    const other = commands[next];
    if (other === undefined || other.inside.length > use.inside.length) continue;
    const { operator } = other;
    if (operator === "||") return "expected";
    if (operator === "|" || operator === "|&") isNoticed = false;
    if (operator === "&") return "ignored";
    if (operator === ";" || operator === "\n" || operator === undefined) {
      if (!isNoticed || !stopsAtFailure(commands.slice(0, at))) return "ignored";
      break;
    }
  }
  return isNoticed ? "fatal" : "ignored";
}

/** Whether `set -e` stands in front. */
function stopsAtFailure(before: readonly CommandUse[]): boolean {
  return before.some(({ name, words }) => {
    return name === "set" && words.some(({ value }) => value === "errexit" || /^-[a-z]*e/.test(value));
  });
}
