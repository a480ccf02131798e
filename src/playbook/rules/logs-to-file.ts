import { defineRule } from "../define-rule.ts";
import { advise } from "../edit/advice.ts";
import { logFiles } from "../program/log-file.ts";
import { isOwn, startCommands } from "../program/started.ts";
import { settingInstruction } from "../user/runtime-user.ts";

/** Reports log files that CMD or ENTRYPOINT name, and volumes for logs: what `docker logs` does not show. */
export const rule = defineRule({
  name: "logs-to-file",
  practice: "stdout-logging",
  severity: "information",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report) {
    if (stage.role !== "shipped") return;
    const starts = startCommands(stage);
    // Whoever follows the file prints it.
    if (starts.some((start) => start.commands().commands.some(({ name }) => name === "tail"))) return;
    const { files, configuration } = stage.end;
    for (const start of starts) {
      if (!isOwn(stage, start)) continue;
      for (const use of start.commands().commands) {
        for (const { path, word } of logFiles(use)) {
          // A link to a device prints as well.
          if (files.find(path)?.kind === "link") continue;
          const isOption = use.words.includes(word);
          report({
            at: word.span,
            message: `the log goes to ${path}, where docker logs does not see it`,
            fix: isOption
              ? advise(`Write /dev/stdout in place of ${path}`)
              : advise("Leave the redirection out"),
          });
        }
      }
    }
    for (const volume of configuration.volumes) {
      if (!/^\/var\/log(?:\/|$)/.test(volume.path) || volume.triggeredAt !== undefined) continue;
      // The official image of nginx has links to the container's output there, which a volume takes over.
      if (stage.base.kind === "image" && stage.base.reference.path === "library/nginx") continue;
      if (settingInstruction(stage, volume) !== volume.instruction) continue;
      const message = `${volume.path} is a volume for logs, which docker logs does not see`;
      report({ at: volume.word.span, message, fix: advise("Print the log, and leave the volume out") });
    }
  },
});
