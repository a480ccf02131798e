import type { EvaluatedDockerfile, EvaluatedStage } from "../stage/index.ts";

/** What people call stages that they build on demand, to work or to check: they go to no server. */
const DEVELOPMENT =
  /^(?:(?:unit|integration|e2e|smoke|dev|ci)[-_.]?)?(?:tests?|testing|lint|linter|dev|devel|develop|development|devcontainer|ci|debug|check|checks|docs?|shell|watch|bench|coverage|validate|vendor|format|fmt)(?:[-_.].*)?$/;

/** Whether a stage is a target beside the one that ships, for developers and their checks. */
export function isForDevelopment(stage: EvaluatedStage, { target }: EvaluatedDockerfile): boolean {
  return stage !== target && DEVELOPMENT.test(stage.name ?? "");
}
