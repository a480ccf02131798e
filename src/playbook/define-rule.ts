import type { Applicability, Edit, FileWrite, Severity, Span } from "../base/index.ts";
import type { AddInstruction, CopyInstruction, Instruction, RunInstruction } from "../dockerfile/index.ts";
import type { EvaluatedStage, FromWords, LanguageManager, OsManager, RunFact, Step } from "../stage/index.ts";
import type { PracticeName } from "./practice.ts";
import type { DockerfileSubject } from "./subject.ts";
import type { Suppression } from "./suppression.ts";

/** What a rule says of one place. */
export interface Found {
  /** Where the caret goes. */
  readonly at: Span;
  /** What is wrong here, without a full stop. */
  readonly message: string;
  /** The severity of this one finding, where it differs from the rule's. */
  readonly severity?: Severity;
  /** Where the value of a secret stands, which no report may show. */
  readonly secret?: Span | undefined;
  readonly fix?: FoundFix | undefined;
  /** Instructions besides the one at `at` whose comments may suppress the finding. */
  readonly about?: readonly Instruction[];
  /**
   * Which of the builder's own `check=skip=…` it heeds for this check, where it overlooks some: only those at
   * the top of the file, those too that stand above an instruction of `about`, or none. Comments of other
   * tools count all the same.
   */
  readonly heeds?: "directive" | "about" | "nothing";
}

/** How a rule proposes to mend what it found. */
export interface FoundFix {
  /** What to do, as an order. */
  readonly title: string;
  readonly applicability: Applicability;
  readonly edits: readonly Edit[];
  /** Files besides the Dockerfile, each written whole. */
  readonly files?: readonly FileWrite[];
}

/** Reports one finding. */
export type Report = (found: Found) => void;

/** Where a step stands. */
export interface Scope {
  readonly file: DockerfileSubject;
  readonly stage: EvaluatedStage;
}

/** A COPY or ADD, evaluated. */
export type CopyStep = Step & { readonly instruction: CopyInstruction | AddInstruction };

/** A RUN, evaluated. */
export type RunStep = Step & { readonly instruction: RunInstruction };

/** A suppression comment that was looked at after all rules had spoken. */
export interface SuppressionUse {
  readonly suppression: Suppression;
  /** Names in it that mean one of our rules, and suppressed nothing. */
  readonly unused: readonly string[];
  /** Names in it that mean none of our rules and no practice; only our own comments have any. */
  readonly unknown: readonly string[];
}

/** What a RUN did: a kind of fact, or a package manager that was used. */
export type FactName = RunFact["kind"] | OsManager | LanguageManager;

/** What a rule is: its identity, and what it looks at. Handlers are called in the order of the text. */
export interface RuleDefinition {
  /** The file's name, the only identifier; it describes the pattern and never changes meaning. */
  readonly name: string;
  readonly practice: PracticeName;
  readonly severity: Severity;
  /** Whether findings come with a fix. */
  readonly fix: "always" | "sometimes" | "never";
  /** Identifiers of other tools with the same meaning, as `tool:NAME`. */
  readonly replaces: readonly string[];
  /** Why the rule is off unless it is selected; undefined for rules that are on. */
  readonly offBecause?: string;
  /** What the rule cannot speak without; a comment that silences it is then not called unused. */
  readonly needs?: "context";
  /** The file as a whole. */
  readonly onFile?: (file: DockerfileSubject, report: Report) => void;
  /** Each FROM, with what its words came to. */
  readonly onFrom?: (from: FromWords, report: Report, file: DockerfileSubject) => void;
  /** Each stage as a whole. */
  readonly onStage?: (stage: EvaluatedStage, report: Report, file: DockerfileSubject) => void;
  /** The kinds of instruction that `onStep` is about; all where it is not given. */
  readonly instructions?: readonly Instruction["kind"][];
  /** Each instruction of each stage, ONBUILD of stages below included. */
  readonly onStep?: (step: Step, report: Report, scope: Scope) => void;
  /** Each COPY and ADD. */
  readonly onCopy?: (copy: CopyStep, report: Report, scope: Scope) => void;
  /** What must have been done in a RUN, at least one of these, for `onRun` to look at it; anything where it is not given. */
  readonly facts?: readonly FactName[];
  /** Each RUN. */
  readonly onRun?: (run: RunStep, report: Report, scope: Scope) => void;
  /** Each suppression comment, once all other rules have spoken. */
  readonly onSuppression?: (use: SuppressionUse, report: Report) => void;
}

/** Gives a rule its type; every file in `rules/` exports what this returns as `rule`. */
export function defineRule(definition: RuleDefinition): RuleDefinition {
  return definition;
}
