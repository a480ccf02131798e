import { defineRule } from "../define-rule.ts";
import { pulledImages } from "../image/pulled-images.ts";

/** Reports images that are pulled by the tag `latest`. A digest beside it decides, and makes it harmless. */
export const rule = defineRule({
  name: "base-tag-latest",
  practice: "pinned-base",
  severity: "warning",
  fix: "never",
  replaces: ["hadolint:DL3007", "trivy:DS-0001"],

  onFile(file, report) {
    for (const { name, reference, at } of pulledImages(file)) {
      if (reference.tag !== "latest" || reference.digest !== undefined) continue;
      report({ at, message: `${name} is another image after each release of its maker` });
    }
  },
});
