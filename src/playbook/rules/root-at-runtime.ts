import { defineRule } from "../define-rule.ts";
import { dropsRights } from "../user/drops-rights.ts";
import { runtimeUser, settingInstruction, settingPlace } from "../user/runtime-user.ts";
import { startAsOther } from "../user/start-other-user.ts";

/**
 * Reports shipped stages whose container starts as root: no USER on a base known to start as root, or a last
 * USER that is root by any spelling. Silent where the base decides, or where root's rights are given away.
 */
export const rule = defineRule({
  name: "root-at-runtime",
  practice: "non-root",
  severity: "warning",
  fix: "sometimes",
  replaces: ["hadolint:DL3002", "trivy:DS-0002", "dockle:CIS-DI-0001"],

  onStage(stage, report, { evaluated }) {
    if (stage.role !== "shipped" || stage.platform?.os === "windows") return;
    const user = runtimeUser(stage);
    if (user.kind !== "root") return;
    const { entrypoint, command } = stage.end.configuration;
    // An image of files alone, with nothing to start, is there to be copied from.
    const isOfFiles = stage.start.base.kind === "empty" && entrypoint === undefined && command === undefined;
    if ((isOfFiles && user.setBy === undefined) || dropsRights(stage)) return;
    const { setBy } = user;
    const { from } = stage.section;
    if (setBy === undefined) {
      report({
        at: from.image.span,
        message: `no USER is set, and ${shown(stage.baseName)} starts as root`,
        fix: startAsOther(stage, evaluated, user),
      });
      return;
    }
    const { instruction } = setBy;
    const word = instruction.kind === "user" ? instruction.value.span : undefined;
    const isHere = settingInstruction(stage, setBy) === instruction;
    report({
      at: settingPlace(evaluated.dockerfile, stage, setBy, word),
      message: isHere
        ? "the last USER is root, and the container starts as root"
        : `${shown(stage.baseName)} ends as root, and no USER follows`,
      fix: startAsOther(stage, evaluated, user),
    });
  },
});

function shown(baseName: string): string {
  return baseName === "scratch" ? "an image from scratch" : baseName;
}
