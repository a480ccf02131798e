import type { Applicability } from "../../src/base/index.ts";

/** How far fixes go: safe ones alone, or unsafe ones as well. */
export const WAYS = ["safe", "unsafe"] as const;

/** The name of a way. */
export type Way = (typeof WAYS)[number];

/** The fix of a rule that was applied, once for each finding. */
export interface AppliedFix {
  readonly rule: string;
  readonly applicability: Applicability;
}

/** What became of the build of a Dockerfile that fixes changed. */
export type BuildChange =
  | "builds before and after"
  | "fails before and after, in the same way"
  | "failed before, builds after"
  /** As the definition says that the page of an unsafe fix says. */
  | "ends otherwise, as a page names"
  /** This one is a difference. */
  | "ends otherwise";

/** What became of what the image does when it is started. */
export type AnswerChange =
  | "the same"
  /** What it says differs from start to start, also without a fix; whether it goes well is the same. */
  | "the same but for what varies"
  /** It did not do what it should before, and does now. */
  | "better"
  /** It did not do what it should before, and fails after as well. */
  | "fails still"
  /** Other than before, as the definition says that the page of an unsafe fix says. */
  | "as a page names"
  /** Other than before, and as the definition expects: enough for fixes that are not safe. */
  | "as expected"
  /** This one is a difference. */
  | "otherwise";

/** What was seen of one Dockerfile before and after its fixes. */
export interface ProvedWay {
  readonly applied: readonly AppliedFix[];
  /** Names of files that were written beside the Dockerfile. */
  readonly others: readonly string[];
  readonly build: BuildChange;
  /** Undefined where nothing starts, or the definition asks for nothing. */
  readonly answer: AnswerChange | undefined;
  /** Whether a health check that a fix brought comes to good; undefined where none did. */
  readonly isHealthy: boolean | undefined;
  /** Paths that were compared; 0 where only the ends of the builds and the answers are. */
  readonly paths: number;
  /** Of them those that differ as a page declares. */
  readonly declared: number;
  /** Of them those that also differ between two builds of the file before its fixes. */
  readonly noise: number;
  /** What differs and should not, each in words. */
  readonly differences: readonly string[];
  /** What differs, and the definition knows why. */
  readonly known?: readonly { readonly text: string; readonly why: string }[];
}

/** What was seen of one definition. */
export interface ProvedFixes {
  readonly name: string;
  readonly about: string;
  /** Base images that it needs and that are not made; then nothing was tried. */
  readonly missingBases: readonly string[];
  /** The ways that were tried. */
  readonly ways: readonly Way[];
  /** Undefined where no safe fix changes it. */
  readonly safe: ProvedWay | undefined;
  /** Undefined where unsafe fixes change nothing beyond the safe ones. */
  readonly unsafe: ProvedWay | undefined;
  /** Why it could not be tried to the end, where that is no difference. */
  readonly trouble?: string;
  readonly seconds: number;
}
