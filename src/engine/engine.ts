import type { BuildEvent, BuildOutcome } from "./build-event.ts";
import type { BuildRequest } from "./build-request.ts";
import type { CommandWords } from "./call.ts";
import type { Container, RunRequest } from "./container.ts";
import type { Features } from "./features.ts";

/** The engines there are drivers for, in the order in which they are looked for. */
export const ENGINE_KINDS = ["docker-buildx", "docker", "buildctl", "podman", "buildah"] as const;

/** The name of a driver. */
export type EngineKind = (typeof ENGINE_KINDS)[number];

/** One container engine, driven through its command line. */
export interface Engine {
  readonly kind: EngineKind;
  /** The engine's version, and that of what builds in it where it has one of its own: `28.5.2, BuildKit v0.25.1`. */
  readonly version: string;
  /** The builder of buildx, or the address of the builder. */
  readonly builder: string | undefined;
  /** Whether it is used where nobody asks for an engine: of the builders that buildx knows, the current one is. */
  readonly isDefault: boolean;
  readonly features: Features;
  /** The command lines that a build will run, of each secret its id alone. */
  describeBuild(request: BuildRequest): readonly CommandWords[];
  /**
   * Builds. When `signal` is aborted, the engine's work is stopped and the outcome is `canceled`. Throws
   * `engine/…` where the engine itself fails, and `host/…` where its program cannot be started.
   */
  build(
    request: BuildRequest,
    onEvent: (event: BuildEvent) => void,
    signal?: AbortSignal,
  ): Promise<BuildOutcome>;
  /** Starts a container of an image in the engine's store. Throws `engine/cannot-run` or `engine/refused`. */
  run(request: RunRequest, signal?: AbortSignal): Promise<Container>;
}

/** What is known of an engine after it was looked for. */
export type FoundEngine =
  | { readonly kind: "ready"; readonly engine: Engine }
  | {
      /** It is installed, and does not answer or cannot be used. */
      readonly kind: "silent";
      readonly engine: EngineKind;
      readonly builder: string | undefined;
      readonly version: string | undefined;
      readonly reason: string;
    }
  | { readonly kind: "missing"; readonly engine: EngineKind; readonly reason: string };
