import type { ImageReference } from "../../reference/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { endOfLife } from "../image/end-of-life.ts";
import { newerBase } from "../image/newer-base.ts";
import { stagesOf } from "../install/build-tools.ts";
import { placeAt } from "../place.ts";
import type { DockerfileSubject } from "../subject.ts";

/** Reports bases whose version nobody mends any more: flaws that are found now stay. */
export const rule = defineRule({
  name: "base-end-of-life",
  practice: "pinned-base",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  onFrom({ stage, unset }, report, file) {
    const { evaluated, today } = file;
    const { base, section, start } = stage;
    if (base.kind !== "image" || unset.length > 0 || today === undefined) return;
    const { from } = section;
    const say = (message: string) => {
      const fix = takeNewer(base.reference, stage, file);
      report({ at: placeAt(evaluated.dockerfile, from, from.image.span), message, fix });
    };
    const image = start.base.kind === "known" ? start.base.image : undefined;
    const end = endOfLife(base.reference);
    const name = stage.baseName.replace(/(.)@.*$/, "$1");
    if (end !== undefined) {
      if (!isPast(end.day, today)) return;
      const what = end.system === undefined ? name : `${name} stands on ${end.system}, which`;
      say(`${what} has had no fixes since ${monthOf(end.day)}`);
      return;
    }
    const since = image?.endOfLife;
    if (image?.whetherEndOfLife(today) === "yes") {
      const when = since === undefined ? "gets no more fixes" : `has had no fixes since ${monthOf(since)}`;
      say(`${name} ${when}`);
    } else if (image?.status === "deprecated") {
      say(`${name} is deprecated by its maker`);
    }
  },
});

function takeNewer(
  reference: ImageReference,
  stage: EvaluatedStage,
  { evaluated, today }: DockerfileSubject,
): FoundFix | undefined {
  const { bases } = evaluated.options;
  const { span } = stage.section.from.image;
  if (bases === undefined || today === undefined) return undefined;
  const written = evaluated.dockerfile.text.slice(span.start, span.end);
  const stages = evaluated.stages.filter((other) => stagesOf(other).includes(stage));
  const newer = newerBase({ written, reference, stages, bases, today });
  if (newer === undefined) return undefined;
  return {
    title: `Take ${newer.reference}, ${newer.remark}`,
    applicability: newer.applicability,
    edits: [{ span, text: newer.reference }],
  };
}

/** Whether a day lies behind today; of a month, its last day. */
function isPast(day: string, today: string): boolean {
  return `${day}-31`.slice(0, today.length) < today;
}

function monthOf(day: string): string {
  return day.slice(0, "2026-11".length);
}
