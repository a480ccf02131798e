import { defineRule } from "../define-rule.ts";
import { findLeftCache, placeOfCommand, subcommandOf } from "../left-cache.ts";
import { isInImage } from "../shipped.ts";

const ARCHIVES = "/var/cache/apt/archives";

/** Reports package archives that apt keeps in a layer where the hook that deletes them was taken away. */
export const rule = defineRule({
  name: "apt-archives-left",
  practice: "lean-layers",
  severity: "warning",
  fix: "never",
  replaces: [],

  facts: ["apt"],
  onRun(run, report, { stage, file }) {
    if (!isInImage(stage, file.evaluated)) return;
    const found = findLeftCache(
      run,
      [ARCHIVES],
      ({ manager, action }) => manager === "apt" && (action === "install" || action === "upgrade"),
    );
    if (found === undefined) return;
    report({
      at: placeOfCommand(found),
      message: `${found.use.name ?? "apt"} ${subcommandOf(found)} leaves the archives it downloaded in this layer`,
    });
  },
});
