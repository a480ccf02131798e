import type { Span } from "../../base/index.ts";
import type { Dockerfile } from "../../dockerfile/index.ts";
import type { EvaluatedStage, Step } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { removeInstruction } from "../edit/remove-instruction.ts";
import { placeOfKeyword } from "../place.ts";
import { isSeenByBuilder } from "../triggers.ts";

const ONCE: ReadonlySet<string> = new Set(["cmd", "entrypoint", "healthcheck"]);

/** Reports CMD, ENTRYPOINT and HEALTHCHECK that a later one of the same stage makes void. */
export const rule = defineRule({
  name: "instruction-overridden",
  practice: "well-formed",
  severity: "warning",
  fix: "sometimes",
  replaces: [
    "buildkit:MultipleInstructionsDisallowed",
    "hadolint:DL3012",
    "hadolint:DL4003",
    "hadolint:DL4004",
    "trivy:DS-0007",
    "trivy:DS-0016",
    "trivy:DS-0023",
  ],

  onStage(stage, report, { evaluated: { dockerfile } }) {
    const last = new Map<string, Step>();
    for (const step of stage.steps) {
      const { kind } = step.instruction;
      if (!ONCE.has(kind) || !isSeenByBuilder(step, stage)) continue;
      const earlier = last.get(kind);
      last.set(kind, step);
      if (earlier === undefined) continue;
      report({
        at: placeOf(earlier, dockerfile),
        message: describe(earlier, step, stage),
        about: step.triggeredAt === undefined ? [step.instruction] : [],
        heeds: "about",
        fix: deleteVoid(earlier, dockerfile),
      });
    }
  },
});

/** None where a comment stands above, which would be left without what it speaks of. */
function deleteVoid({ instruction, triggeredAt }: Step, dockerfile: Dockerfile): FoundFix | undefined {
  if (triggeredAt !== undefined || instruction.syntax.comments.length > 0) return undefined;
  const edit = removeInstruction(dockerfile, instruction);
  if (edit === undefined) return undefined;
  const title = `Delete this ${instruction.syntax.name}, which has no effect`;
  return { title, applicability: "safe", edits: [edit] };
}

function placeOf({ triggeredAt, instruction }: Step, dockerfile: Dockerfile): Span {
  return placeOfKeyword(dockerfile, triggeredAt ?? instruction);
}

function describe(earlier: Step, later: Step, { baseName }: EvaluatedStage): string {
  const { name } = earlier.instruction.syntax;
  const which = earlier.triggeredAt === undefined ? `this ${name}` : `${name} from ONBUILD of ${baseName}`;
  if (later.triggeredAt !== undefined) return `${which} has no effect: a later ONBUILD replaces it`;
  return `${which} has no effect: the one on line ${later.instruction.syntax.startLine} replaces it`;
}
