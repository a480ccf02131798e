import { defineRule } from "../define-rule.ts";
import { pulledImages } from "../image/pulled-images.ts";

/** Reports images that are pulled by name alone, which means `latest`. */
export const rule = defineRule({
  name: "base-tag-missing",
  practice: "pinned-base",
  severity: "warning",
  fix: "never",
  replaces: ["hadolint:DL3006", "trivy:DS-0001"],

  onFile(file, report) {
    for (const { name, reference, at } of pulledImages(file)) {
      if (reference.tag !== undefined || reference.digest !== undefined) continue;
      report({ at, message: `${name} has no tag, so that any build may get another image` });
    }
  },
});
