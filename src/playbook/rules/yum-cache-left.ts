import { findLeftCache } from "../cache/left-cache.ts";
import { metadataLeft } from "../cache/metadata-left.ts";
import { trustInCleaning } from "../cache/repository-switches.ts";
import { defineRule } from "../define-rule.ts";
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
    const applicability = trustInCleaning(run, stage);
    const cleanUp = {
      manager: "yum",
      words: "clean all",
      elsewhere: "--installroot",
      applicability,
    } as const;
    report(metadataLeft(run, found, file.evaluated.dockerfile, cleanUp));
  },
});
