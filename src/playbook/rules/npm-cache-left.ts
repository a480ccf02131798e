import { emptyCache } from "../cache/language-cache.ts";
import { defineRule } from "../define-rule.ts";
import { commandSpan, keptDownloads, shownCache } from "../install/installs.ts";
import { isInImage } from "../shipped.ts";

/** Reports npm's downloads that stay in a layer of a shipped image. */
export const rule = defineRule({
  name: "npm-cache-left",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  facts: ["npm"],
  onRun(run, report, { stage, file }) {
    if (!isInImage(stage, file.evaluated)) return;
    const kept = keptDownloads(run, "npm");
    if (kept === undefined) return;
    report({
      at: commandSpan(file.evaluated.dockerfile, kept.use),
      message: `npm keeps what it downloads in ${shownCache(kept, run)}, and this layer with it`,
      fix: emptyCache(run, "npm", file, "cache clean --force"),
    });
  },
});
