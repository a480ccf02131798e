import { cleanUpAfter } from "../clean-up.ts";
import { defineRule } from "../define-rule.ts";
import { findLeftCache, placeOfCommand, subcommandOf } from "../left-cache.ts";
import { trustInCleaning } from "../repository-switches.ts";
import { isInImage } from "../shipped.ts";

/** Reports metadata and packages that yum keeps in a layer. */
export const rule = defineRule({
  name: "yum-cache-left",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
  replaces: ["hadolint:DL3032", "trivy:DS-0015"],

  facts: ["yum"],
  onRun(run, report, { stage, file }) {
    if (!isInImage(stage, file.evaluated)) return;
    const found = findLeftCache(
      run,
      ["/var/cache/yum", "/var/cache/dnf"],
      ({ manager, action }) => manager === "yum" && action !== "remove" && action !== "clean",
    );
    if (found === undefined) return;
    const name = found.use.name ?? "yum";
    report({
      at: placeOfCommand(found),
      message: `${name} ${subcommandOf(found)} leaves its metadata in this layer`,
      fix: found.options.has("--installroot")
        ? undefined
        : cleanUpAfter(run, found.use, file.evaluated.dockerfile, {
            command: `${name} clean all`,
            title: `End the RUN with ${name} clean all`,
            applicability: trustInCleaning(run, stage),
          }),
    });
  },
});
