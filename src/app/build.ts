import type { Finding, Span } from "../base/index.ts";
import type { BuildEvent, BuildFailure, BuiltImage, CommandWords } from "../engine/index.ts";
import type { Host } from "../host/index.ts";
import type { CheckedFile } from "../playbook/index.ts";
import type { BuildImageRequest } from "./build-request.ts";
import type { ListedEngine } from "./engines.ts";
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

/**
 * Checks a Dockerfile and builds it. Errors among the findings stop the build unless `isChecked` is off; what the
 * engine cannot do is said before it starts. Throws `app/…` where the request is wrong, `engine/…` where there is
 * no engine or it fails, and what reading the Dockerfile throws.
 */
export async function buildImage(
  host: Host,
  request: BuildImageRequest,
  onEvent: (event: BuildImageEvent) => void,
  signal?: AbortSignal,
): Promise<BuildImageResult> {
  // Engines are loaded for those who build: every other command starts without them.
  const { checkAndBuild } = await import("./check-and-build.ts");
  return checkAndBuild(host, request, onEvent, signal);
}

/** Looks for all engines, and says what each is and can do. Throws nothing: what fails is listed. */
export async function listEngines(host: Host): Promise<readonly ListedEngine[]> {
  const { describeEngines } = await import("./engines.ts");
  return describeEngines(host);
}
