/** How far a step is. A step that others had to wait for in vain is `canceled`. */
export type StepState = "waiting" | "running" | "done" | "cached" | "failed" | "canceled";

/** A step of a build as the engine tells it. */
export interface BuildStep {
  readonly id: string;
  /** As the engine names it: `[build 3/4] COPY . .`. */
  readonly name: string;
  readonly state: StepState;
  /** How long it took, once it has ended. */
  readonly seconds?: number;
  /** What the engine says of its failure. */
  readonly error?: string;
  /** Whether it is an instruction of the Dockerfile other than FROM. */
  readonly isInstruction: boolean;
}

/** A warning of the builder about the Dockerfile. */
export interface BuildWarning {
  readonly message: string;
  readonly detail: string;
  readonly url: string;
  /** The line of the Dockerfile, counted from 1. */
  readonly line?: number;
}

/** What a build tells while it goes on. No secret's value is in any of it. */
export type BuildEvent =
  | { readonly kind: "step"; readonly step: BuildStep }
  /** Bytes of something that a step transfers: the context, layers of a base. `total` is 0 where it is not known. */
  | {
      readonly kind: "transfer";
      readonly step: string;
      readonly what: string;
      readonly bytes: number;
      readonly total: number;
      readonly isDone: boolean;
    }
  /** A whole line that a step printed. */
  | {
      readonly kind: "log";
      readonly step: string;
      readonly stream: "output" | "errors";
      readonly text: string;
    }
  | { readonly kind: "warning"; readonly warning: BuildWarning }
  /** A line that the engine printed beside its progress. */
  | { readonly kind: "notice"; readonly text: string };

/** A layer of an image. */
export interface ImageLayer {
  /** What made it, as its history says; empty where that says nothing. */
  readonly madeBy: string;
  /** Bytes on disk, once unpacked. */
  readonly bytes: number | undefined;
  /** Bytes as they are pulled. */
  readonly compressed: number | undefined;
}

/** A built image as far as the engine tells. What it does not tell is undefined. */
export interface BuiltImage {
  readonly digest: string | undefined;
  readonly platforms: readonly string[];
  readonly diskBytes: number | undefined;
  readonly compressedBytes: number | undefined;
  readonly layerCount: number | undefined;
  /** Those that hold something, the base's first. */
  readonly layers: readonly ImageLayer[];
}

/** Why a build ended without an image. */
export interface BuildFailure {
  /** What the engine says, without its own frames around it. */
  readonly message: string;
  readonly step: BuildStep | undefined;
  /** The last lines that the step printed. */
  readonly log: readonly string[];
  /** The line of the Dockerfile, counted from 1. */
  readonly line: number | undefined;
}

/** How a build ended. That an engine died or a disk is full is thrown, as `engine/…`. */
export type BuildOutcome =
  | {
      readonly kind: "built";
      readonly image: BuiltImage;
      readonly seconds: number;
      /** Instructions of the Dockerfile that were run, and how many of them came from the cache. */
      readonly steps: number;
      readonly cachedSteps: number;
    }
  | { readonly kind: "failed"; readonly failure: BuildFailure; readonly seconds: number }
  | { readonly kind: "canceled" };
