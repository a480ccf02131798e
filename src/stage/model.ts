import type { Problem, Span, Whether } from "../base/index.ts";
import type { BaseImages } from "../base-image/index.ts";
import type {
  CopyInstruction,
  Dockerfile,
  Instruction,
  MountFlag,
  StageSection,
  Word,
} from "../dockerfile/index.ts";
import type { ImageReference, Platform } from "../reference/index.ts";
import type { ExposedPort } from "./port.ts";
import type { EvaluatedRun } from "./run.ts";
import type { StageState } from "./state.ts";

/** What a build is asked for besides its Dockerfile. */
export interface BuildOptions {
  /** The stage to build; the last one where it is not given. */
  readonly target?: string;
  readonly buildArguments?: ReadonlyMap<string, string>;
  /** Default linux/amd64. */
  readonly platform?: Platform;
  /** The tables of well-known base images; every base is unknown where they are not given. */
  readonly bases?: BaseImages;
  /** Leaves out what RUN's commands do: for a look at what COPY and ADD take. */
  readonly withoutRuns?: boolean;
  /** What is known of the build context; nothing where it is not given. */
  readonly context?: ContextFacts;
}

/** What the interpreter asks of the build context. Paths are relative to it and cleaned. */
export interface ContextFacts {
  whetherExists(path: string): Whether;
  whetherFolder(path: string): Whether;
  /** Whether the ignore file keeps it out of the build. */
  whetherIgnored(path: string): Whether;
}

/** Why the builder refuses the file when it turns it into build steps, and where. */
export interface EvaluationProblem extends Problem {
  readonly phase: "conversion";
  readonly span: Span;
  readonly line: number;
}

/** A variable that a word asks for and nothing has defined. */
export interface UndefinedVariable {
  readonly name: string;
  readonly word: Word;
}

/** One instruction evaluated: what was known before and after it, and its words with variables replaced. */
export interface Step {
  readonly instruction: Instruction;
  /** Counted over all stages in the order of evaluation: what `FileFact.step` names. */
  readonly number: number;
  readonly before: StageState;
  readonly after: StageState;
  readonly undefinedVariables: readonly UndefinedVariable[];
  /** Where the instruction comes from ONBUILD of the stage below, that FROM; its own place is not in this file. */
  readonly triggeredAt: Instruction | undefined;
  /** A word with its variables replaced; as written where the builder replaces none or refuses to. */
  valueOf(word: Word): string;
  /** What the commands of a RUN did; undefined for other instructions. */
  readonly run: EvaluatedRun | undefined;
  /** The ports of EXPOSE, variables replaced and split as the builder does. */
  readonly ports: readonly ExposedPort[];
}

/** What a stage stands on. */
export type StageBase =
  | { readonly kind: "scratch" }
  | { readonly kind: "stage"; readonly stage: EvaluatedStage }
  | { readonly kind: "image"; readonly reference: ImageReference }
  /** The name cannot be known (an ARG without value) or is none. */
  | { readonly kind: "unknown" };

/** Where COPY, or a mount of RUN, takes files from. */
export type StageSource =
  | { readonly kind: "stage"; readonly stage: EvaluatedStage }
  | { readonly kind: "image"; readonly name: string }
  | { readonly kind: "missing"; readonly reason: "no-such-index" | "variable" };

/** Something that takes files from another stage or image. */
export interface StageLink {
  readonly instruction: Instruction;
  /** The word that names the source. */
  readonly word: Word;
  readonly by: CopyInstruction | MountFlag;
  readonly source: StageSource;
}

/** What a stage is for: building, being copied from on the way, or being shipped. */
export type StageRole = "build" | "shipped";

/** A stage evaluated step by step. */
export interface EvaluatedStage {
  readonly section: StageSection;
  readonly index: number;
  /** The name in lower case, or undefined. */
  readonly name: string | undefined;
  /** The base's name with variables replaced. */
  readonly baseName: string;
  readonly base: StageBase;
  /** The platform asked for by `--platform`, undefined where none is or it cannot be read. */
  readonly platform: Platform | undefined;
  readonly links: readonly StageLink[];
  readonly steps: readonly Step[];
  readonly start: StageState;
  readonly end: StageState;
  readonly role: StageRole;
  /** Whether the target needs this stage. */
  readonly isReachable: boolean;
}

/** What the words of one FROM asked for: for checks on arguments and platforms. */
export interface FromWords {
  readonly stage: EvaluatedStage;
  /** Names in the base or the platform that no global ARG declares, one entry for each word and name. */
  readonly undeclared: readonly UndefinedVariable[];
  /** Names in the base that have no value and no `:-` default: what is pulled depends on the build's arguments. */
  readonly unset: readonly string[];
  readonly platform: PlatformWord | undefined;
  /** Whether the base is a valid name when every ARG keeps its default. */
  readonly isValidByDefault: boolean;
}

/** `--platform` of a FROM, evaluated. */
export interface PlatformWord {
  readonly word: Word;
  readonly value: string;
  readonly matched: readonly string[];
  readonly unmatched: readonly string[];
}

/** A Dockerfile evaluated: what the builder would make of it, without running anything. */
export interface EvaluatedDockerfile {
  readonly dockerfile: Dockerfile;
  readonly options: BuildOptions;
  readonly stages: readonly EvaluatedStage[];
  readonly fromWords: readonly FromWords[];
  /** Global arguments and the platform's own, as FROM sees them. */
  readonly globals: ReadonlyMap<string, string>;
  /** The stage that is built; undefined where there is none of that name, or no stage at all. */
  readonly target: EvaluatedStage | undefined;
  /** Stages that need themselves, each circle once, by the stage it was found from. */
  readonly cycles: readonly EvaluatedStage[];
  readonly problems: readonly EvaluationProblem[];
}
