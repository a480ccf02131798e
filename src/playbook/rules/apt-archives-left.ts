import { cleanUpAfter } from "../cache/clean-up.ts";
import { findLeftCache, type OsPackagesFact, placeOfCommand, subcommandOf } from "../cache/left-cache.ts";
import { defineRule, type RunStep } from "../define-rule.ts";
import { isInImage } from "../shipped.ts";
import type { DockerfileSubject } from "../subject.ts";

const ARCHIVES = "/var/cache/apt/archives";

/** Reports package archives that apt keeps in a layer where the hook that deletes them was taken away. */
export const rule = defineRule({
  name: "apt-archives-left",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
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
      fix: isWanted(found, run, file)
        ? undefined
        : cleanUpAfter(run, found.use, file.evaluated.dockerfile, CLEAN),
    });
  },
});

const CLEAN = {
  command: "apt-get clean",
  title: "Delete the archives with apt-get clean in the same RUN",
  applicability: "safe",
} as const;

/** Whether somebody has a use for the archives: nothing is installed from them yet, or they are mentioned elsewhere. */
function isWanted({ options }: OsPackagesFact, run: RunStep, { evaluated }: DockerfileSubject): boolean {
  if (options.has("-d") || options.has("--download-only")) return true;
  return evaluated.dockerfile.instructions.some(({ syntax }) => {
    return syntax !== run.instruction.syntax && /\/var\/cache(?:\/apt)?\b/.test(syntax.text.text);
  });
}
