import { findLeftCache } from "../cache/left-cache.ts";
import { metadataLeft } from "../cache/metadata-left.ts";
import { defineRule } from "../define-rule.ts";
import { isInImage } from "../shipped.ts";

/** Reports metadata and packages that zypper keeps in a layer. */
export const rule = defineRule({
  name: "zypper-cache-left",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
  replaces: ["hadolint:DL3036", "trivy:DS-0020"],

  facts: ["zypper"],
  onRun(run, report, { stage, file }) {
    if (!isInImage(stage, file.evaluated)) return;
    const found = findLeftCache(
      run,
      ["/var/cache/zypp"],
      ({ manager, action }) => manager === "zypper" && action !== "remove" && action !== "clean",
    );
    if (found === undefined) return;
    const cleanUp = {
      manager: "zypper",
      words: "clean --all",
      elsewhere: "--root",
      applicability: "safe",
    } as const;
    report(metadataLeft(run, found, file.evaluated.dockerfile, cleanUp));
  },
});
