import type { CommandUse, ShellWord } from "../../shell/index.ts";
import { type Healthcheck, type StageState, whetherCommand, whetherShellAt } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { imageName, isForWindows, isWrittenIn } from "../image-name.ts";
import { settingPlace } from "../runtime-user.ts";

/** Reports a HEALTHCHECK that asks with a tool which the image does not have: the container is never healthy. */
export const rule = defineRule({
  name: "healthcheck-tool-absent",
  practice: "healthcheck",
  severity: "error",
  fix: "never",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    const { healthcheck } = stage.end.configuration;
    if (stage.role !== "shipped" || healthcheck === undefined || isForWindows(stage)) return;
    const missing = missingTool(healthcheck, stage.end);
    if (missing === undefined) return;
    const { name, word } = missing;
    const at = isWrittenIn(stage, healthcheck.instruction) ? word.span : undefined;
    report({
      at: settingPlace(evaluated.dockerfile, stage, healthcheck, at),
      message: `${name} is not in ${imageName(stage)} and nothing here brings it: the check fails every time`,
      about: [healthcheck.instruction],
    });
  },
});

interface Missing {
  readonly name: string;
  readonly word: ShellWord;
}

function missingTool(healthcheck: Healthcheck, state: StageState): Missing | undefined {
  const { command, shell } = healthcheck;
  if (command.form === "none") return undefined;
  if (command.form === "shell" && whetherShellAt(state, shell[0] ?? "/bin/sh") !== "yes") return undefined;
  const { commands, isPartial } = healthcheck.commands();
  if (isPartial) return undefined;
  for (const [at, use] of commands.entries()) {
    const missing = whatIsMissing(use, state);
    if (missing !== undefined && !hasOtherWay(commands, at, state)) return missing;
    // What stands behind a question is asked for some of its answers only.
    if (use.inside.includes("condition") || use.runs !== "yes") return undefined;
  }
  return undefined;
}

function whatIsMissing(use: CommandUse, state: StageState): Missing | undefined {
  const word = use.words[0];
  const name = word?.literal;
  if (word === undefined || name === undefined || use.runs !== "yes" || use.inside.includes("condition"))
    return undefined;
  if (!/^(?:\/(?:usr\/(?:local\/)?)?s?bin\/)?[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(name)) return undefined;
  if (/\.(?:sh|py|js)$/.test(name) || use.node.assignments.some((each) => each.name === "PATH"))
    return undefined;
  return whetherCommand(state, name) === "no" ? { name, word } : undefined;
}

/** Whether `a || b` asks in another way: with something that may be there and does more than fail. */
function hasOtherWay(commands: readonly CommandUse[], at: number, state: StageState): boolean {
  const isOther = ({ name, words }: CommandUse) =>
    name === undefined || (!FAILING.has(name) && whetherCommand(state, words[0]?.value ?? "") !== "no");
  const before = commands[at - 1];
  if (commands[at]?.operator === "||" && before !== undefined && isOther(before)) return true;
  for (const next of commands.slice(at + 1)) {
    if (next.operator === "||") return isOther(next);
    if (next.operator !== "|" && next.operator !== "|&" && next.operator !== "&&") return false;
  }
  return false;
}

const FAILING: ReadonlySet<string> = new Set(["exit", "false", "return", "kill", "echo"]);
