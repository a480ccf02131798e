import { limits } from "../../base/index.ts";
import type { Instruction } from "../../dockerfile/index.ts";
import type { EvaluatedStage, StartCommand } from "../../stage/index.ts";

/** Programs that start another one as another user. */
const TOOLS =
  /(?:^|[/_-])(?:gosu|su-exec|setpriv|chpst|s6-overlay|s6-setuidgid|setuidgid|runuser|fixuid)(?:$|[^a-z])/;

/** What an instruction that names one of them has in its text. */
const HINT = /gosu|su-exec|setpriv|chpst|s6-|setuidgid|runuser|fixuid|["'\\$]/;

/** Programs that have to be root, and see to their children's rights themselves. */
const SYSTEM: ReadonlySet<string> = new Set(
  "sshd crond cron init systemd dockerd containerd runsvdir s6-svscan my_init".split(" "),
);

/** Whether a stage brings a tool that gives root's rights away at the start, or starts what has to be root. */
export function dropsRights(stage: EvaluatedStage): boolean {
  const { entrypoint, command } = stage.end.configuration;
  if ([entrypoint, command].some((start) => start !== undefined && startsAsOther(start))) return true;
  let below = stage;
  for (let depth = 0; depth < limits.stageDepth; depth++) {
    if (bringsTool(below)) return true;
    if (below.base.kind !== "stage") return false;
    below = below.base.stage;
  }
  return false;
}

function startsAsOther(start: StartCommand): boolean {
  return start
    .commands()
    .commands.some(
      ({ name, through, words }) =>
        through.some((wrapper) => TOOLS.test(wrapper)) ||
        (name !== undefined && (SYSTEM.has(name) || name === "su")) ||
        words.some(({ value }) => TOOLS.test(value)) ||
        words.some(({ value }) => /^(?:-u|--user(?:=.*)?|--uid(?:=.*)?)$/.test(value)),
    );
}

/** The bodies of heredocs are no part of an instruction's own text. */
function hasHeredocs(instruction: Instruction): boolean {
  return instruction.kind === "run" && instruction.heredocs.length > 0;
}

function bringsTool({ steps }: EvaluatedStage): boolean {
  return steps.some(({ instruction, run }) => {
    const isNamed = HINT.test(instruction.syntax.text.text) || hasHeredocs(instruction);
    if (!isNamed) return false;
    if (instruction.kind === "copy" || instruction.kind === "add") {
      return [...instruction.sources, instruction.destination].some(
        (word) => word !== undefined && TOOLS.test(word.value),
      );
    }
    return run?.commands.some(({ words }) => words.some(({ value }) => TOOLS.test(value))) === true;
  });
}
