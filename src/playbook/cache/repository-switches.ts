import type { Applicability } from "../../base/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";
import { stepsBefore } from "../context/brought.ts";
import type { RunStep } from "../define-rule.ts";

/**
 * How far `yum clean all` and `dnf clean all` can be trusted behind a RUN: some versions fail where no repository is
 * enabled, which can only be where somebody switches repositories.
 */
export function trustInCleaning(run: RunStep, stage: EvaluatedStage): Applicability {
  const texts = [...stepsBefore(run, stage), run].map(({ instruction }) => {
    const bodies = instruction.kind === "run" ? instruction.heredocs.map(({ content }) => content) : [];
    return [instruction.syntax.text.text, ...bodies].join("\n");
  });
  return texts.some((text) => SWITCHES.test(text)) ? "unsafe" : "safe";
}

const SWITCHES =
  /--(?:enable|disable)(?:-repo|repo)|--repo(?:id)?[= ]|config-manager|yum\.repos\.d|subscription-manager|--setopt|enabled\s*=/;
