import type { EvaluatedStage } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { imageName, isForWindows } from "../image/image-name.ts";
import { stagesOf } from "../install/build-tools.ts";
import { placeAt } from "../place.ts";
import { copiesTo, LIBRARIES } from "../program/absent-package.ts";
import { uncertifiedDownload } from "../program/certificate-need.ts";
import { libraryNeeds } from "../program/native-library.ts";
import { removedLibraries } from "../program/removed-library.ts";

/**
 * Reports what needs a library or data of the system that its stage does not have: a download over https without
 * the certificates of authorities, programs and packages that were linked in another stage, .NET without ICU.
 */
export const rule = defineRule({
  name: "library-missing",
  practice: "works",
  severity: "error",
  fix: "never",
  replaces: [],

  onRun(run, report, { stage }) {
    const download = uncertifiedDownload(run, stage);
    if (download === undefined || isForWindows(stage)) return;
    report({
      at: download.urlWord.span,
      message: `${download.by} cannot check who answers: ${imageName(stage)} has no ca-certificates, and nothing installs them`,
    });
  },

  onStage(stage, report, { evaluated, context }) {
    if (stage.role !== "shipped" || isForWindows(stage)) return;
    for (const { copied, what, library, package: name } of libraryNeeds(stage, context)) {
      report({
        at: placeAt(evaluated.dockerfile, copied.instruction, copied.word.span),
        message: `${what} needs ${library}, which ${imageName(stage)} lacks and ${name} brings`,
      });
    }
    for (const { word, group, what, library, step } of removedLibraries(stage, context)) {
      if (step.triggeredAt !== undefined || !stage.steps.includes(step)) continue;
      const message = `${what} needs ${library.file}, which goes with ${group}; ${library.alpine.at(-1)} has to be installed apart`;
      report({ at: word.span, message });
    }
    const way = wayToIcu(stage);
    if (way === undefined) return;
    for (const { instruction, valueOf } of stage.steps) {
      if (instruction.kind !== "env" || !stage.section.instructions.includes(instruction)) continue;
      for (const { name, value } of instruction.pairs) {
        if (name.value !== INVARIANT || !/^(?:false|0)$/i.test(valueOf(value))) continue;
        const message = `with this .NET looks for ICU, which ${imageName(stage)} lacks and ${way}`;
        report({ at: placeAt(evaluated.dockerfile, instruction, value.span), message });
      }
    }
  },
});

const INVARIANT = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";

/** What would bring ICU to a stage on one of the images for .NET that are made to do without; undefined elsewhere. */
function wayToIcu(stage: EvaluatedStage): string | undefined {
  const { base, packages, mayHaveTools } = stage.end;
  if (base.kind !== "known" || mayHaveTools || packages.some((known) => known !== "no")) return undefined;
  const { repository, variant } = base.image;
  if (!/^mcr\.microsoft\.com\/dotnet\/(?:aspnet|runtime|runtime-deps)$/.test(repository)) return undefined;
  if (
    copiesTo(
      stagesOf(stage).flatMap(({ steps }) => steps),
      LIBRARIES,
    )
  )
    return undefined;
  if (variant === "chiseled") return "the -extra variant has";
  return variant === "alpine" ? "icu-libs brings" : undefined;
}
