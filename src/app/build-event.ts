import type { Finding, Span } from "../base/index.ts";
import type { BuildEvent, BuildFailure, BuiltImage, CommandWords } from "../engine/index.ts";
import type { CheckedFile } from "../playbook/index.ts";
import type { SizeBudget } from "./size-budget.ts";

/** What a build tells on its way. */
export type BuildImageEvent =
  | { readonly kind: "checked"; readonly file: CheckedFile }
  | {
      readonly kind: "engine";
      readonly name: string;
      readonly version: string;
      readonly builder: string | undefined;
      /** What will be run, of each secret its id alone. */
      readonly commands: readonly CommandWords[];
    }
  | { readonly kind: "progress"; readonly event: BuildEvent };

/** Something that is needed and that the engine lacks; `span` is in the Dockerfile. */
export interface LackingFeature {
  readonly title: string;
  readonly span: Span | undefined;
  readonly reason: string;
  readonly hint: string;
}

/** How a build that was asked for ended. */
export type BuildImageResult = {
  /** The Dockerfile as it was judged before. */
  readonly file: CheckedFile;
} & (
  | { readonly kind: "stopped"; readonly errors: readonly Finding[] }
  | { readonly kind: "lacking"; readonly engine: string; readonly lacking: readonly LackingFeature[] }
  | {
      readonly kind: "built";
      readonly image: BuiltImage;
      readonly seconds: number;
      readonly steps: number;
      readonly cachedSteps: number;
      readonly budget: SizeBudget | undefined;
      /** Bytes of the archive that was written, where one was. */
      readonly archiveBytes: number | undefined;
    }
  | {
      readonly kind: "failed";
      readonly failure: BuildFailure;
      readonly seconds: number;
      /** The instruction that failed. */
      readonly place: Span | undefined;
      /** What the check had said of it. */
      readonly findings: readonly Finding[];
    }
  | { readonly kind: "canceled" }
);
