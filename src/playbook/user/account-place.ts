import type { Dockerfile, Instruction } from "../../dockerfile/index.ts";
import {
  type EvaluatedStage,
  type StageLink,
  type StageState,
  type Step,
  stepSources,
} from "../../stage/index.ts";
import { stagesOf } from "../install/build-tools.ts";
import { whetherBaseIsRoot } from "./base-user.ts";
import { isRoot } from "./runtime-user.ts";

/** An account that some command makes, and the steps by which there has to be one. */
export interface AccountWish {
  /** The steps of the stage in front of which it is needed: those from here on are not looked at. */
  readonly steps: readonly Step[];
  /** Whether the command does at a step what it does where the account is needed. */
  isSameAt(state: StageState): boolean;
}

/**
 * The instruction above which a stage best makes an account: the first one whose files change with the sources, since all
 * below it is repeated whenever they do; where another user works there, the USER above it. Undefined where nothing
 * depends on the sources, or where it is not certain that the account would be the same there: between that place and the
 * one where it is needed, accounts are made or changed, or their lists copied in.
 */
export function accountPlace(
  stage: EvaluatedStage,
  dockerfile: Dockerfile,
  { steps, isSameAt }: AccountWish,
): Instruction | undefined {
  const own = steps.filter(({ triggeredAt }) => triggeredAt === undefined);
  const first = own.findIndex((step) => takesSources(step, stage));
  const at = own.slice(0, first + 1).findLastIndex(({ before }) => isRootAt(before, stage));
  const step = own[at];
  if (step === undefined || !isSameAt(step.before)) return undefined;
  if (own.slice(at).some((each) => mayTouchAccounts(each, dockerfile))) return undefined;
  return step.instruction;
}

/** Whether RUN works as root in a state of a stage. */
export function isRootAt({ user }: StageState, stage: EvaluatedStage): boolean {
  if (user === undefined || user === "") return whetherBaseIsRoot(stage) === "yes";
  return isRoot(user.split(":", 1)[0] ?? "");
}

/** Whether what a step copies or binds comes from the build context, be it by way of a stage that was built from it. */
function takesSources(step: Step, stage: EvaluatedStage): boolean {
  return (
    takesContext(step) || linkedStages(step.instruction, stage).some(({ steps }) => steps.some(takesContext))
  );
}

function takesContext(step: Step): boolean {
  const { instruction } = step;
  if (instruction.kind !== "run") return stepSources(step).length > 0;
  return instruction.mounts.some(({ mount }) => mount?.type === "bind" && mount.from === "");
}

/** The stages that an instruction takes files from, with all that these were built from. */
function linkedStages(instruction: Instruction, { links }: EvaluatedStage): readonly EvaluatedStage[] {
  const all = new Set<EvaluatedStage>();
  const add = ({ source }: StageLink) => {
    if (source.kind === "stage") for (const part of stagesOf(source.stage)) all.add(part);
  };
  for (const link of links) if (link.instruction === instruction) add(link);
  // What is added meanwhile is walked as well, each stage once.
  for (const stage of all) stage.links.forEach(add);
  return [...all];
}

/** Whether the number, the home or the being of an account may depend on its being made in front of a step. */
function mayTouchAccounts({ instruction, number, before, after }: Step, { text }: Dockerfile): boolean {
  const { span } = instruction.syntax;
  if (ACCOUNTS.test(text.slice(span.start, span.end))) return true;
  if (instruction.kind !== "copy" && instruction.kind !== "add") return false;
  if (after.files.find("/etc/passwd")?.step === number) return true;
  // A tree that is copied there may hold the lists.
  return ["/", "/etc"].some((path) => broughtTo(path, after) !== broughtTo(path, before));
}

function broughtTo(path: string, { files }: StageState): number {
  return (files.find(path)?.sources ?? []).filter(({ kind }) => kind !== "base").length;
}

/** Commands for accounts, and the files that these keep or go by. */
const ACCOUNTS =
  /\b(?:user|group)(?:add|del|mod)\b|\b(?:add|del)(?:user|group)\b|\b(?:newusers|vipw|vigr)\b|\/etc\/(?:passwd|group|g?shadow|sub[ug]id|skel|login\.defs|adduser\.conf|default\b)/;
