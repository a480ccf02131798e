import { defineRule } from "../define-rule.ts";
import { findLeftCache, placeOfCommand, subcommandOf } from "../left-cache.ts";
import { isInImage } from "../shipped.ts";

/** Reports the index of Alpine's repositories that apk keeps in a layer. */
export const rule = defineRule({
  name: "apk-cache-left",
  practice: "lean-layers",
  severity: "warning",
  fix: "never",
  replaces: ["hadolint:DL3019", "trivy:DS-0025", "dockle:DKL-DI-0004"],

  facts: ["apk"],
  onRun(run, report, { stage, file }) {
    if (!isInImage(stage, file.evaluated)) return;
    const found = findLeftCache(
      run,
      ["/var/cache/apk"],
      ({ manager, action, options }) =>
        manager === "apk" && action !== "remove" && !options.has("--no-cache"),
    );
    if (found === undefined) return;
    report({
      at: placeOfCommand(found),
      message: `apk ${subcommandOf(found)} leaves the repository index in this layer`,
    });
  },
});
