import { limits } from "../../base/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";

/** Reports stages that need each other in a circle, once for each circle. */
export const rule = defineRule({
  name: "stage-cycle",
  practice: "works",
  severity: "error",
  fix: "never",
  replaces: [],

  onFile({ evaluated: { cycles } }, report) {
    for (const stage of cycles) {
      const { from } = stage.section;
      const circle = findCircle(stage).map(nameOf).join(", ");
      const message =
        circle === "" ? "stages need each other in a circle" : `needs itself in the end: ${circle}`;
      report({ at: from.name?.span ?? from.syntax.keyword.span, message });
    }
  },
});

/** The stages of a circle that is found from one stage; empty where it takes too long to find. */
function findCircle(start: EvaluatedStage): readonly EvaluatedStage[] {
  const path: { readonly stage: EvaluatedStage; next: number }[] = [{ stage: start, next: 0 }];
  const isOnPath = new Map([[start, true]]);
  for (let steps = 0; steps < limits.stageDepth; steps++) {
    const top = path.at(-1);
    if (top === undefined) return [];
    const link = top.stage.links[top.next++];
    if (link === undefined) {
      path.pop();
      isOnPath.set(top.stage, false);
    } else if (link.source.kind === "stage") {
      const { stage } = link.source;
      const known = isOnPath.get(stage);
      if (known === true)
        return closeCircle(
          path.map((each) => each.stage),
          stage,
        );
      if (known === undefined) path.push({ stage, next: 0 });
      if (known === undefined) isOnPath.set(stage, true);
    }
  }
  return [];
}

function closeCircle(path: readonly EvaluatedStage[], back: EvaluatedStage): readonly EvaluatedStage[] {
  return [...path.slice(path.indexOf(back)), back];
}

function nameOf({ name, index }: EvaluatedStage): string {
  return name ?? `stage ${index}`;
}
