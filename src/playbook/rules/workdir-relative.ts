import { limits } from "../../base/index.ts";
import type { Word } from "../../dockerfile/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { placeAt } from "../place.ts";

/**
 * Reports the first WORKDIR of a stage where its path is relative: it then starts from a folder that the base
 * image chose. Later ones start from the first, and are put right with it.
 */
export const rule = defineRule({
  name: "workdir-relative",
  practice: "works",
  severity: "warning",
  fix: "sometimes",
  replaces: ["buildkit:WorkdirRelativePath", "hadolint:DL3000", "trivy:DS-0009"],

  instructions: ["workdir"],
  onStep({ instruction, before, after, valueOf, triggeredAt }, report, { file, stage }) {
    if (instruction.kind !== "workdir" || before.isWorkdirSet) return;
    const path = valueOf(instruction.value);
    if (isAbsolute(path, isWindows(stage))) return;
    const at = placeAt(file.evaluated.dockerfile, instruction, instruction.value.span);
    const folder = path === "" ? "an empty path" : `the relative path ${path}`;
    const { workdir } = after;
    const isKnown = path !== "" && workdir !== undefined && triggeredAt === undefined && !isWindows(stage);
    report({
      at,
      message: `WORKDIR takes ${folder}, and where that starts is up to the base image`,
      // The image stays as it is; which folder was meant, this one or the one that a reader thinks of, is for people to say.
      ...(isKnown ? { fix: nameFolder(instruction.value, workdir) } : {}),
    });
  },
});

function nameFolder({ span, value }: Word, workdir: string): FoundFix {
  return {
    title: `Write WORKDIR ${workdir}, which it comes to on this base`,
    // What a variable comes to may be another path in another build.
    applicability: value.includes("$") ? "display-only" : "unsafe",
    edits: [{ span, text: workdir }],
  };
}

/** A stage is built for the platform of the image at the very bottom. */
function isWindows(stage: EvaluatedStage): boolean {
  let bottom = stage;
  for (let depth = 0; bottom.base.kind === "stage" && depth < limits.stageDepth; depth++)
    bottom = bottom.base.stage;
  return bottom.platform?.os === "windows";
}

/** Spec: BuildKit, `system.IsAbs`: on Windows the drive can only be C, and a path of the network is none. */
function isAbsolute(path: string, windows: boolean): boolean {
  if (!windows) return path.startsWith("/");
  const slashed = path.replaceAll("\\", "/");
  if (slashed.startsWith("//")) return false;
  const colon = slashed.indexOf(":");
  if (colon === -1) return slashed.startsWith("/");
  return slashed.slice(0, colon).toLowerCase() === "c" && slashed.startsWith("/", colon + 1);
}
