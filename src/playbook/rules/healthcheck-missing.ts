import { limits } from "../../base/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { placeOfKeyword } from "../place.ts";
import { askServer } from "../program/ask-server.ts";
import { settingInstruction } from "../user/runtime-user.ts";

/**
 * Reports shipped stages that start something, say that it listens, and have no HEALTHCHECK. Silent where the
 * base may bring one, and where nothing in the image could run it.
 */
export const rule = defineRule({
  name: "healthcheck-missing",
  practice: "healthcheck",
  severity: "information",
  fix: "sometimes",
  replaces: ["hadolint:DL3057", "trivy:DS-0026", "dockle:CIS-DI-0006"],

  onStage(stage, report, { evaluated, context }) {
    if (stage.role !== "shipped" || stage.platform?.os === "windows") return;
    const { healthcheck, ports, entrypoint, command } = stage.end.configuration;
    const port = ports[0];
    if (healthcheck !== undefined || port === undefined) return;
    if (entrypoint === undefined && command === undefined) return;
    if (!hasToolsAndNoCheck(stage)) return;
    report({
      at: placeOfKeyword(evaluated.dockerfile, settingInstruction(stage, port)),
      message: `port ${port.text} is exposed, and no HEALTHCHECK tells whether anything answers there`,
      fix: askServer(stage, evaluated, context),
    });
  },
});

/** Official images bring no check of their own; those without a shell have no tool to check with. */
function hasToolsAndNoCheck(stage: EvaluatedStage): boolean {
  let below = stage;
  for (let depth = 0; depth < limits.stageDepth; depth++) {
    if (below.base.kind === "image") {
      const { domain, path } = below.base.reference;
      return domain === "docker.io" ? path.startsWith("library/") : domain === "mcr.microsoft.com";
    }
    if (below.base.kind !== "stage") return false;
    below = below.base.stage;
  }
  return false;
}
