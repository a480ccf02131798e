import { emptyCache } from "../cache/language-cache.ts";
import { defineRule } from "../define-rule.ts";
import { commandSpan, keptDownloads, shownCache } from "../install/installs.ts";
import { isInImage } from "../shipped.ts";

/** Reports Composer's downloads that stay in a layer of a shipped image. */
export const rule = defineRule({
  name: "composer-cache-left",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  facts: ["composer"],
  onRun(run, report, { stage, file }) {
    if (!isInImage(stage, file.evaluated)) return;
    const kept = keptDownloads(run, "composer");
    if (kept === undefined) return;
    report({
      at: commandSpan(file.evaluated.dockerfile, kept.use),
      message: `composer keeps what it downloads in ${shownFolder(shownCache(kept, run))}, and this layer with it`,
      fix: emptyCache(run, "composer", file, "clear-cache"),
    });
  },
});

/** Below the home, Composer keeps to one of two folders, after what the system has: it is not named. */
function shownFolder(folder: string): string {
  return folder.endsWith("/.composer/cache") ? "its cache" : folder;
}
