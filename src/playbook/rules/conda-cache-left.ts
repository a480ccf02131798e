import type { CommandUse } from "../../shell/index.ts";
import { emptyCache } from "../cache/language-cache.ts";
import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";
import { commandSpan, installsOf, type LanguageInstall, mountTargets } from "../install/installs.ts";
import { isInImage } from "../shipped.ts";
import type { DockerfileSubject } from "../subject.ts";

/** Reports conda's downloads that stay in a layer of a shipped image. */
export const rule = defineRule({
  name: "conda-cache-left",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  facts: ["conda"],
  onRun(run, report, { stage, file }) {
    if (!isInImage(stage, file.evaluated) || run.run === undefined || run.run.isPartial) return;
    // The folder is wherever conda itself lies, which the Dockerfile does not always tell.
    if (mountTargets(run, "cache", "tmpfs").some((target) => /conda|mamba|pkgs/.test(target))) return;
    const install = installsOf(run, "conda").findLast(isFilling);
    if (install === undefined || mayBeElsewhere(run)) return;
    const { commands } = run.run;
    if (commands.slice(commands.indexOf(install.use) + 1).some(mayCleanUp)) return;
    report({
      at: commandSpan(file.evaluated.dockerfile, install.use),
      message: `${install.use.name ?? "conda"} keeps every archive that it downloads in its pkgs folder, and this layer with it`,
      fix: emptyPackages(run, file),
    });
  },
});

/** Where packages are linked by name, and not by their content, what is deleted is missing elsewhere. */
function emptyPackages(run: RunStep, file: DockerfileSubject): FoundFix | undefined {
  const fix = emptyCache(run, "conda", file, "clean --all --yes");
  return fix === undefined ? undefined : { ...fix, applicability: "unsafe" };
}

/** Whether something certainly comes in: an environment may be made empty. */
function isFilling({ runs, action, packages, reads }: LanguageInstall): boolean {
  return runs === "yes" && (action !== "create" || packages.length + reads.length > 0);
}

/** A folder of one's own for packages may be in `/tmp`, or a mount. */
function mayBeElsewhere({ before, instruction }: RunStep): boolean {
  return (
    before.environment.has("CONDA_PKGS_DIRS") || instruction.syntax.text.text.includes("CONDA_PKGS_DIRS")
  );
}

/** `conda clean`, a removal, and scripts that nobody can look into. */
function mayCleanUp({ name = "", words }: CommandUse): boolean {
  const texts = words.slice(1).map(({ value }) => value);
  if (/^(?:conda|mamba|micromamba)$/.test(name)) return texts.includes("clean");
  if (name === "rm" || name === "find") return texts.some((text) => /pkgs|conda|mamba|\$/.test(text));
  return /clean|\.sh$|^(?:ba)?sh$/.test(name);
}
