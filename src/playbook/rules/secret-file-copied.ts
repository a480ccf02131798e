import { contextPath } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { mountFile } from "../secret/mount-secret-file.ts";
import { secretFile } from "../secret/secret-file.ts";
import { isInImage } from "../shipped.ts";

/** Reports COPY and ADD of files from the build context that are secret by their names, into an image that ships. */
export const rule = defineRule({
  name: "secret-file-copied",
  practice: "no-secrets",
  severity: "error",
  fix: "sometimes",
  replaces: [],

  onCopy(step, report, { file, stage }) {
    const { instruction, valueOf } = step;
    if (instruction.kind === "copy" && instruction.from !== undefined) return;
    if (!isInImage(stage, file.evaluated)) return;
    const { context } = file;
    for (const source of instruction.sources) {
      const path = valueOf(source);
      const secret = /[*?[]/.test(path) ? undefined : secretFile(path);
      if (secret === undefined || /^[a-z+]+:\/\//i.test(path)) continue;
      const relative = contextPath(path);
      if (context.kind === "known" && relative !== undefined) {
        // What is not sent is another rule's finding.
        if (context.whetherIgnored(relative) === "yes" || context.whetherExists(relative) === "no") continue;
      }
      const message = `${source.value} is ${secret.kind}, and stays in the image's layer`;
      const fix = mountFile(file.evaluated, stage, step, source);
      report({ at: source.span, message, severity: secret.severity, fix });
    }
  },
});
