import { defineRule } from "../define-rule.ts";
import { commandSpan, keptDownloads, shownCache } from "../installs.ts";
import { isInImage } from "../shipped.ts";

/** Reports pip's downloads that stay in a layer of a shipped image. */
export const rule = defineRule({
  name: "pip-cache-left",
  practice: "lean-layers",
  severity: "warning",
  fix: "never",
  replaces: ["hadolint:DL3042"],

  facts: ["pip"],
  onRun(run, report, { stage, file }) {
    if (!isInImage(stage, file.evaluated)) return;
    const kept = keptDownloads(run, "pip");
    if (kept === undefined) return;
    report({
      at: commandSpan(file.evaluated.dockerfile, kept.use),
      message: `pip keeps what it downloads in ${shownCache(kept, run)}, and this layer with it`,
    });
  },
});
