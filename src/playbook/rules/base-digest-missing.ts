import { defineRule } from "../define-rule.ts";
import { pulledImages } from "../image/pulled-images.ts";

/** Reports images that are pulled without a digest, so that their maker decides what the next build gets. */
export const rule = defineRule({
  name: "base-digest-missing",
  practice: "pinned-base",
  severity: "information",
  fix: "never",
  replaces: [],

  onFile(file, report) {
    for (const { name, reference, at } of pulledImages(file)) {
      if (reference.digest !== undefined) continue;
      report({ at, message: `${name} is not pinned by a digest` });
    }
  },
});
