import type { Applicability } from "../../base/index.ts";
import type { Dockerfile } from "../../dockerfile/index.ts";
import type { CommandUse } from "../../shell/index.ts";
import type { FoundFix, RunStep } from "../define-rule.ts";
import { appendToRun, insertBehind } from "../edit/append-to-run.ts";

/** A command that takes away what another one left, and how the fix is called and trusted. */
export interface CleanUp {
  readonly command: string;
  readonly title: string;
  readonly applicability: Applicability;
}

/**
 * The fix that ends a RUN with a command which cleans up behind one of its commands, with the same rights.
 * Undefined where the RUN cannot be continued, or the command ran in a file system or as a user of its own.
 */
export function cleanUpAfter(
  run: RunStep,
  use: CommandUse,
  dockerfile: Dockerfile,
  { command, title, applicability }: CleanUp,
): FoundFix | undefined {
  if (use.through.some((name) => !HARMLESS.has(name))) return undefined;
  // Where the command needed the rights of root, so does the other.
  const isRaised = use.through.includes("sudo");
  if (isRaised && isForOther(use)) return undefined;
  const edits = appendToRun(run, dockerfile, isRaised ? `sudo ${command}` : command);
  return edits === undefined ? undefined : { title, applicability, edits };
}

/**
 * The fix that puts a command right behind another one, which cleans up what that keeps for its user. Undefined
 * where the two may not agree on where that is: variables or a user of its own, and the text of another shell.
 */
export function cleanUpBehind(
  run: RunStep,
  use: CommandUse,
  dockerfile: Dockerfile,
  { command, title, applicability }: CleanUp,
): FoundFix | undefined {
  if (use.through.some((name) => name !== "sudo") || use.node.assignments.length > 0) return undefined;
  if (use.environment.length > 0 || isForOther(use)) return undefined;
  const isRaised = use.through.includes("sudo");
  const edits = insertBehind(run, dockerfile, use, isRaised ? `sudo ${command}` : command);
  return edits === undefined ? undefined : { title, applicability, edits };
}

/** Commands that run another one in the same place. */
const HARMLESS: ReadonlySet<string> = new Set(["sudo", "env", "time", "nice", "eatmydata", "command"]);

/** Whether `sudo` is told for whom, which may be anybody. */
function isForOther({ node, words }: CommandUse): boolean {
  const first = words[0];
  const before = first === undefined ? node.words : node.words.slice(0, node.words.indexOf(first));
  return before.some(({ value }) => /^-[a-zA-Z]*[ugi]|^--(?:user|group|login)/.test(value));
}
