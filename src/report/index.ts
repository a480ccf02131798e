/**
 * How what was found is shown: on a terminal, as JSON, as SARIF, as GitHub workflow commands. Values in, text
 * out: it knows formats, widths and escapes, and turns offsets into lines and columns. It judges nothing, reads
 * nothing, prints nothing, and deliberately does not know what a terminal can do: that is told in its options.
 */

export type { CheckedFile, CheckResult, FixedFile, FixResult } from "../playbook/index.ts";
export { type BuildReporting, loadBuildReport } from "./build-report.ts";
export { type FixReporting, loadFixReport } from "./fix-report.ts";
export { renderGithub } from "./github/workflow-commands.ts";
export type { BuildReport, BuildReportInput } from "./json/build.ts";
export {
  CheckJson,
  type ChecklistReport,
  type CheckReport,
  type FileReport,
  type FindingReport,
  type ProblemReport,
  renderCheckJson,
} from "./json/check.ts";
export type { FixJson, FixReport } from "./json/fix.ts";
export {
  type StageReport,
  type StagesReport,
  type StateReport,
  type StepReport,
  shapeStages,
} from "./json/stages.ts";
export { shapeTree, type TreeInstruction, type TreeProblem, type TreeReport } from "./json/tree.ts";
export { firstSentence, pageTitle } from "./page-text.ts";
export { renderSarif, type SarifOptions } from "./sarif/sarif.ts";
export type { BuildProgress, BuildProgressOptions } from "./terminal/build-progress.ts";
export type {
  BuildReportOptions,
  BuiltReport,
  FailedReport,
  LackingReport,
} from "./terminal/build-result.ts";
export { renderCheckedFile } from "./terminal/checked-file.ts";
export { type ContextWeight, renderContextWeight } from "./terminal/context-weight.ts";
export type { EngineReport } from "./terminal/engines.ts";
export type { FixOptions } from "./terminal/fixed-file.ts";
export { renderPage } from "./terminal/page.ts";
export { renderStages } from "./terminal/stages.ts";
export { renderSummary } from "./terminal/summary.ts";
export type { TerminalOptions } from "./terminal/terminal-options.ts";
export { visibleText } from "./visible-text.ts";
