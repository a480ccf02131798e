import { defineRule } from "../define-rule.ts";
import { endOfLife } from "../end-of-life.ts";
import { placeAt } from "../place.ts";

/** Reports bases whose version nobody mends any more: flaws that are found now stay. */
export const rule = defineRule({
  name: "base-end-of-life",
  practice: "pinned-base",
  severity: "warning",
  fix: "never",
  replaces: [],

  onFrom({ stage, unset }, report, { evaluated, today }) {
    const { base, section, start } = stage;
    if (base.kind !== "image" || unset.length > 0 || today === undefined) return;
    const { from } = section;
    const say = (message: string) =>
      report({ at: placeAt(evaluated.dockerfile, from, from.image.span), message });
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

/** Whether a day lies behind today; of a month, its last day. */
function isPast(day: string, today: string): boolean {
  return `${day}-31`.slice(0, today.length) < today;
}

function monthOf(day: string): string {
  return day.slice(0, "2026-11".length);
}
