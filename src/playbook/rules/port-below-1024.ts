import { readPort } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { advise } from "../edit/advice.ts";
import { runtimeUser, settingInstruction } from "../user/runtime-user.ts";

/** Reports ports below 1024 that a container without root's rights is said to listen on. */
export const rule = defineRule({
  name: "port-below-1024",
  practice: "non-root",
  severity: "information",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report) {
    if (stage.role !== "shipped" || stage.platform?.os === "windows") return;
    const user = runtimeUser(stage);
    if (user.kind !== "other") return;
    const { ports } = stage.end.configuration;
    if (ports.length === 0 || stage.steps.some(({ run }) => run?.commands.some(isGrant) === true)) return;
    for (const port of ports) {
      const read = readPort(port.text);
      if (read.kind !== "port" || read.from >= 1024 || read.from === 0) continue;
      const { instruction, triggeredAt } = port;
      if (triggeredAt !== undefined || settingInstruction(stage, port) !== instruction) continue;
      const message = `port ${read.from} is below 1024, which ${user.user} may not open everywhere`;
      const high = read.from + 8000;
      const fix = advise(`Let the program listen on ${high}, and write EXPOSE ${high}`);
      report({ at: port.word.span, message, fix });
    }
  },
});

/** `setcap cap_net_bind_service` lets one program open such ports. */
function isGrant({ name }: { readonly name: string | undefined }): boolean {
  return name === "setcap";
}
