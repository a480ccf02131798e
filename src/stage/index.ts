/**
 * The stage graph and the interpreter: what a Dockerfile means, evaluated step by step without running it.
 *
 * It knows stages and what they need from each other, variables and arguments, working directory, user and
 * shell before and after each instruction, and what the builder refuses on the way. It does not yet know
 * what a base image contains or what a RUN changes: those are "maybe" to every rule.
 */
export { type CheckOptions, type ReadCheckOptions, readCheckOptions } from "./check-options.ts";
export { codes, type StageCode } from "./codes.ts";
export type {
  DeclaredPort,
  DeclaredVolume,
  Healthcheck,
  ImageConfiguration,
  SetBy,
  StartCommand,
} from "./configuration.ts";
export type { Content, Interpreter, Language, Libc } from "./content.ts";
export {
  type ContextSource,
  contextPath,
  contextSources,
  hasWildcard,
  type StepSource,
  stepSources,
} from "./context-source.ts";
export { evaluateDockerfile } from "./evaluate.ts";
export type { ChildSource, FileFact, FileTree } from "./file-tree.ts";
export { type SearchPlace, whetherCommand, whetherShell, whetherShellAt } from "./find-command.ts";
export { readGitSource } from "./git-source.ts";
export type {
  BuildOptions,
  ContextFacts,
  EvaluatedDockerfile,
  EvaluatedStage,
  EvaluationProblem,
  FromWords,
  PlatformWord,
  StageBase,
  StageLink,
  StageRole,
  StageSource,
  Step,
  UndefinedVariable,
} from "./model.ts";
export type { FileKind, Owner } from "./owner.ts";
export { type ExposedPort, type ReadPort, readPort } from "./port.ts";
export type { EvaluatedRun } from "./run.ts";
export type { LanguageManager, NamedPackage, OsManager, ReadFile, RunFact } from "./run-fact.ts";
export type { BaseKnowledge, StageState, UserFact } from "./state.ts";
export { windowsPath } from "./step.ts";
export { isRemote } from "./transfer.ts";
export { findGroup, findUser } from "./user.ts";
