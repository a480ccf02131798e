/**
 * One function per thing a user can ask for: they bring files, formats, analyses and rules together and give
 * values back. Nothing here prints, and nothing here knows how an answer is shown.
 */
export { buildImage, listEngines } from "./build.ts";
export type { BuildImageEvent, BuildImageResult, LackingFeature } from "./build-event.ts";
export type { BuildImageRequest } from "./build-request.ts";
export { type CheckEvent, check } from "./check.ts";
export type { CheckRequest } from "./check-run.ts";
export { type ContextRequest, type ReadContextView, readContextView } from "./context-view.ts";
export { type PlacedToken, readStages, readTokens, readTree } from "./debug.ts";
export {
  type BaseDescription,
  type BaseFact,
  type DescribedBase,
  describeBase,
  type RelatedDescription,
} from "./debug-base.ts";
export type { ListedEngine, ListedFeature } from "./engines.ts";
export { type Explanation, explain, listExplained, loadRulePages } from "./explain.ts";
export { type FixEvent, type FixRequest, fix } from "./fix.ts";
export { type JudgedFile, type JudgeRequest, judgeFile } from "./judge-file.ts";
export { type BuildContextList, type ListBuildContextOptions, listBuildContext } from "./list-context.ts";
export { type SettledText, type SettleRequest, settleFixes } from "./settle-fixes.ts";
export type { SizeBudget } from "./size-budget.ts";
export { type BuildContextWeight, type WeighedEntry, weighBuildContext } from "./weigh-context.ts";
