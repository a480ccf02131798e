import { cleanUpAfter } from "../clean-up.ts";
import { defineRule } from "../define-rule.ts";
import { findLeftCache, placeOfCommand, subcommandOf } from "../left-cache.ts";
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
    const name = found.use.name ?? "zypper";
    report({
      at: placeOfCommand(found),
      message: `${name} ${subcommandOf(found)} leaves its metadata in this layer`,
      fix: found.options.has("--root")
        ? undefined
        : cleanUpAfter(run, found.use, file.evaluated.dockerfile, {
            command: `${name} clean --all`,
            title: `End the RUN with ${name} clean --all`,
            applicability: "safe",
          }),
    });
  },
});
