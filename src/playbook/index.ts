/**
 * The playbook: practices, the rules that judge them, suppression comments, and the engine that lets rules
 * look at a Dockerfile. It knows what is right and why; it reads no text itself and reaches no files. How
 * findings are shown is `report`'s, where files come from is `app`'s.
 */
export {
  applyFixes,
  chooseFileFixes,
  type FixRound,
  type FixRoundOptions,
  isApplicable,
  type OfferedFix,
} from "./apply-fixes.ts";
export type { CheckedFile, CheckResult } from "./checked-file.ts";
export { type ChecklistLine, fillChecklist, type PracticeStatus } from "./checklist.ts";
export type {
  CopyStep,
  Found,
  Report,
  RuleDefinition,
  RunStep,
  Scope,
  SuppressionUse,
} from "./define-rule.ts";
export { type Judgement, judge, type Selection } from "./engine.ts";
export { findRules, suggestName } from "./find-rules.ts";
export type { FixedFile, FixResult, MendedFinding } from "./fixed-file.ts";
export { rules } from "./generated/rules.ts";
export { loadPages, type Pages } from "./pages.ts";
export { findPractice, PRACTICES, type Practice, type PracticeGroup, type PracticeName } from "./practice.ts";
export { hideValues, secretValues, starred } from "./secret/secret-values.ts";
export type {
  ContextView,
  DockerfileSubject,
  IsSought,
  KnownContext,
  SentEntry,
  UnknownContext,
} from "./subject.ts";
export { findSuppressions, type Suppression } from "./suppression.ts";
