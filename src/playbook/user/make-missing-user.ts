import type { Dockerfile, Word } from "../../dockerfile/index.ts";
import {
  type EvaluatedDockerfile,
  type EvaluatedStage,
  findGroup,
  findUser,
  type StageState,
  type Step,
  whetherShellAt,
} from "../../stage/index.ts";
import type { FoundFix } from "../define-rule.ts";
import { insertAbove } from "../edit/insert-lines.ts";
import { stagesOf } from "../install/build-tools.ts";
import { accountPlace, isRootAt } from "./account-place.ts";
import { accountCommand, hasPlainShell } from "./start-other-user.ts";

/** The number of the user without privileges in images that have nothing else. */
const NONROOT = 65532;

/** The number that `nobody` has in every system that these images come from. */
const NOBODY = 65534;

/**
 * Makes the user that a word of USER or `--chown` names, in front of the instruction and of what changes with the
 * sources; where there is no shell to do that with, writes a number. Undefined where another name, group or account
 * command of the file is in the way.
 */
export function makeMissingUser(
  step: Step,
  word: Word,
  stage: EvaluatedStage,
  { dockerfile, stages }: EvaluatedDockerfile,
): FoundFix | undefined {
  const { before, triggeredAt } = step;
  const [user = "", group, ...more] = word.value.split(":");
  const isWhole = dockerfile.text.slice(word.span.start, word.span.end) === word.value;
  if (triggeredAt !== undefined || !isWhole || more.length > 0 || user === "root") return undefined;
  if (!/^[a-z_][a-z0-9_-]{0,30}$/.test(user) || findUser(before, user).exists !== "no") return undefined;
  if (hasNoShell(before)) return writeNumber(word, { user, group }, before, stages);
  const isOwnGroup = group === undefined || group === user;
  if (!isOwnGroup && findGroup(before, group).exists !== "yes") return undefined;
  if (findGroup(before, user).exists !== "no" || !isRootAt(before, stage) || !hasPlainShell(before))
    return undefined;
  const above = stages.filter((other) => stagesOf(other).includes(stage));
  if (above.some((other) => makesElsewhere(other, user))) return undefined;
  return insertAccount(step, user, stage, dockerfile);
}

function insertAccount(
  step: Step,
  user: string,
  stage: EvaluatedStage,
  dockerfile: Dockerfile,
): FoundFix | undefined {
  const command = accountCommand(step.before, user);
  if (command === undefined) return undefined;
  const isSameAt = (state: StageState) => accountCommand(state, user) === command && hasPlainShell(state);
  // A copy that names the account is itself what it is needed for.
  const until = stage.steps.indexOf(step) + (step.instruction.kind === "user" ? 0 : 1);
  const steps = stage.steps.slice(0, until);
  const above = accountPlace(stage, dockerfile, { steps, isSameAt }) ?? step.instruction;
  const edit = insertAbove(dockerfile, above, [`RUN ${command}`]);
  if (edit === undefined) return undefined;
  return { title: `Make the user ${user} in front of it`, applicability: "unsafe", edits: [edit] };
}

function hasNoShell(state: StageState): boolean {
  return state.base.kind === "empty" || whetherShellAt(state, state.shell?.[0] ?? "/bin/sh") === "no";
}

/** Whether a stage has a command for accounts that is about this name: then the order is wrong, or the name. */
function makesElsewhere({ steps }: EvaluatedStage, name: string): boolean {
  return steps.some(({ run }) =>
    (run?.commands ?? []).some(
      (use) => ACCOUNT_COMMAND.test(use.name ?? "") && use.words.some(({ value }) => value === name),
    ),
  );
}

const ACCOUNT_COMMAND = /^(?:user|group)(?:add|del|mod)$|^(?:add|del)(?:user|group)$/;

interface Names {
  readonly user: string;
  readonly group: string | undefined;
}

/** The number that another stage has given the name, or that such images use for it. */
function writeNumber(
  { span }: Word,
  { user, group }: Names,
  before: StageState,
  stages: readonly EvaluatedStage[],
): FoundFix | undefined {
  if (group !== undefined && group !== user) return undefined;
  const number = numberFor(user, before, stages);
  if (number === undefined) return undefined;
  const text = group === undefined ? String(number) : `${number}:${number}`;
  return {
    title: `Write ${text}: a number needs no entry`,
    applicability: "unsafe",
    edits: [{ span, text }],
  };
}

function numberFor(
  user: string,
  { base, users }: StageState,
  stages: readonly EvaluatedStage[],
): number | undefined {
  const made = stages.flatMap(({ end }) => {
    const fact = end.users.get(user);
    return fact === undefined || fact.exists === "no" ? [] : [fact.id];
  });
  const [first] = made;
  // Whose files another stage made is known by the one number that all agree on.
  if (made.length > 0) return first === 0 || made.some((id) => id !== first) ? undefined : first;
  if (stages.some((stage) => makesElsewhere(stage, user)) || users.has(user)) return undefined;
  if (user === "nobody") return NOBODY;
  if (base.kind === "empty") return NONROOT;
  return base.kind === "known" ? base.image.findUser("nonroot")?.uid : undefined;
}
