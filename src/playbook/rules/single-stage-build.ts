import { defineRule } from "../define-rule.ts";
import { isWrittenIn } from "../image/image-name.ts";
import { buildsOf, kitOf, stagesOf, startsProgram } from "../install/build-tools.ts";
import { placeAt, placeOfKeyword } from "../place.ts";
import { isForDevelopment } from "../shipped-stages.ts";

/** Reports programs that are compiled in the stage which is shipped: compiler, sources and caches go with them. */
export const rule = defineRule({
  name: "single-stage-build",
  practice: "multi-stage",
  severity: "warning",
  fix: "never",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    if (stage.role !== "shipped" || isForDevelopment(stage, evaluated) || !startsProgram(stage)) return;
    const kit = kitOf(stage);
    if (kit === undefined) return;
    const [at] = stagesOf(stage).flatMap((part) => buildsOf(part).map((fact) => ({ fact, part })));
    if (at === undefined) return;
    const { fact, part } = at;
    const step = part.steps.find(({ run }) => run?.facts.includes(fact) === true);
    if (step === undefined) return;
    const { dockerfile } = evaluated;
    const isHere = step.triggeredAt === undefined && isWrittenIn(stage, step.instruction);
    report({
      at: isHere
        ? placeAt(dockerfile, step.instruction, fact.at)
        : placeOfKeyword(dockerfile, step.triggeredAt ?? stage.section.from),
      message: `${fact.tool} builds in the stage that is shipped: ${kit} and the sources stay in the image`,
      about: [step.instruction],
    });
  },
});
