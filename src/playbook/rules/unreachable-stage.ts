import type { EvaluatedDockerfile, EvaluatedStage } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { advise } from "../edit/advice.ts";
import { placeAt } from "../place.ts";

/** Reports stages that nothing stands on or copies from, and that nobody can have meant to ship. */
export const rule = defineRule({
  name: "unreachable-stage",
  practice: "multi-stage",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    const { target, dockerfile } = evaluated;
    if (target === undefined || stage.isReachable || isNeeded(stage, evaluated)) return;
    const { from } = stage.section;
    const at = placeAt(dockerfile, from, from.name?.span ?? from.image.span);
    if (stage.name === undefined) {
      report({
        at,
        message: "no later stage stands on this one or copies from it: its work is thrown away",
        fix: adviseLink(String(evaluated.stages.indexOf(stage))),
      });
    } else if (PREPARES.test(stage.name)) {
      const message = `no stage stands on ${stage.name} or copies from it, so that a build leaves it out`;
      report({ at, message, severity: "information", fix: adviseLink(stage.name) });
    }
  },
});

/** Which of the two was meant, and which files, is for people to say. */
function adviseLink(name: string): FoundFix {
  return advise(`Take the result in a later stage, COPY --from=${name} PATH PATH, or leave this one out`);
}

/** What people call stages that exist for another stage's sake. Others may be targets of their own. */
const PREPARES =
  /^(?:.*[-_.])?(?:build|builder|builds|building|buildstage|build[-_.](?:env|stage|image|deps|base)|compile|compiler|deps|dependencies|installer|intermediate|downloader|fetcher|cacher|planner)$/;

const NEEDED = new WeakMap<EvaluatedDockerfile, ReadonlySet<EvaluatedStage>>();

/** Whether any stage stands on it or takes from it, one that is itself left out too. */
function isNeeded(stage: EvaluatedStage, evaluated: EvaluatedDockerfile): boolean {
  let needed = NEEDED.get(evaluated);
  if (needed === undefined) {
    needed = findNeeded(evaluated);
    NEEDED.set(evaluated, needed);
  }
  return needed.has(stage);
}

function findNeeded({ stages }: EvaluatedDockerfile): ReadonlySet<EvaluatedStage> {
  const needed = new Set<EvaluatedStage>();
  for (const { base, links } of stages) {
    if (base.kind === "stage") needed.add(base.stage);
    for (const { source } of links) if (source.kind === "stage") needed.add(source.stage);
  }
  return needed;
}
