import { cleanUpAfter } from "../clean-up.ts";
import { defineRule } from "../define-rule.ts";
import { findLeftCache, placeOfCommand, subcommandOf } from "../left-cache.ts";
import { trustInCleaning } from "../repository-switches.ts";
import { isInImage } from "../shipped.ts";

/** Reports metadata and packages that dnf or microdnf keep in a layer. */
export const rule = defineRule({
  name: "dnf-cache-left",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
  replaces: ["hadolint:DL3040", "trivy:DS-0019", "trivy:DS-0027"],

  facts: ["dnf", "microdnf"],
  onRun(run, report, { stage, file }) {
    if (!isInImage(stage, file.evaluated)) return;
    const found = findLeftCache(
      run,
      ["/var/cache/dnf"],
      ({ manager, action }) =>
        (manager === "dnf" || manager === "microdnf") && action !== "remove" && action !== "clean",
    );
    if (found === undefined) return;
    const name = found.use.name ?? "dnf";
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
