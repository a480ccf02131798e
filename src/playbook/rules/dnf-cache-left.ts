import { findLeftCache } from "../cache/left-cache.ts";
import { metadataLeft } from "../cache/metadata-left.ts";
import { trustInCleaning } from "../cache/repository-switches.ts";
import { defineRule } from "../define-rule.ts";
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
    const applicability = trustInCleaning(run, stage);
    const cleanUp = {
      manager: "dnf",
      words: "clean all",
      elsewhere: "--installroot",
      applicability,
    } as const;
    report(metadataLeft(run, found, file.evaluated.dockerfile, cleanUp));
  },
});
