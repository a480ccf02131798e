import type { Span } from "../../base/index.ts";
import type { Dockerfile, Instruction } from "../../dockerfile/index.ts";
import type { EvaluatedStage, SetBy } from "../../stage/index.ts";
import { placeOfKeyword } from "../place.ts";
import { whetherBaseIsRoot } from "./base-user.ts";

/** Who a stage's container runs as when nobody says otherwise. */
export type RuntimeUser =
  | { readonly kind: "root"; readonly setBy: SetBy | undefined }
  /** A user of this name or number, who is not root. */
  | {
      readonly kind: "other";
      readonly user: string;
      readonly group: string | undefined;
      readonly setBy: SetBy;
    }
  /** A build argument, or the base image, decides. */
  | { readonly kind: "unknown" };

/** Who the container of a stage runs as: the last USER, or the base image's where there is none. */
export function runtimeUser(stage: EvaluatedStage): RuntimeUser {
  const { user: written, configuration } = stage.end;
  const setBy = configuration.user;
  if (setBy === undefined) {
    return whetherBaseIsRoot(stage) === "yes" ? { kind: "root", setBy } : { kind: "unknown" };
  }
  // What is empty or still holds a dollar sign depends on an argument without a value.
  if (written === undefined || written === "" || written.includes("$")) return { kind: "unknown" };
  const [user = "", group] = written.split(":", 2);
  if (isRoot(user)) return { kind: "root", setBy };
  return user === "" ? { kind: "unknown" } : { kind: "other", user, group, setBy };
}

/** Whether a word of USER means root: by name, or as zero in any spelling. */
export function isRoot(user: string): boolean {
  return user === "root" || /^0+$/.test(user);
}

/**
 * Where a finding about a setting of a stage goes: its instruction where that stands in the stage, else the
 * FROM that brings it in.
 */
export function settingInstruction(stage: EvaluatedStage, setBy: SetBy | undefined): Instruction {
  const { from, instructions } = stage.section;
  if (setBy === undefined || !instructions.includes(setBy.instruction)) return from;
  return setBy.triggeredAt ?? setBy.instruction;
}

/** The place of a word of a setting's instruction, or the FROM's keyword where it stands elsewhere. */
export function settingPlace(
  dockerfile: Dockerfile,
  stage: EvaluatedStage,
  setBy: SetBy,
  word: Span | undefined,
): Span {
  const instruction = settingInstruction(stage, setBy);
  if (instruction !== setBy.instruction || word === undefined) return placeOfKeyword(dockerfile, instruction);
  return word;
}
