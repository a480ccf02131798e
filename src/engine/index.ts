/**
 * Container engines, driven through their command lines: Docker with any builder of buildx, BuildKit, podman and
 * buildah. It knows how each is asked, what it can do, and how its progress reads; it hands on typed events and
 * values, and takes the values of secrets out of both. It starts programs through the host and no shell.
 *
 * It deliberately does not know what a good image is, nor how anything is shown.
 */
export type {
  BuildEvent,
  BuildFailure,
  BuildOutcome,
  BuildStep,
  BuildWarning,
  BuiltImage,
  ImageLayer,
  StepState,
} from "./build-event.ts";
export type { BuildOutput, BuildRequest, BuildSecret, NamedValue } from "./build-request.ts";
export type { CommandWords } from "./call.ts";
export { codes, type EngineCode } from "./codes.ts";
export {
  type Container,
  type ContainerChange,
  type ContainerProcess,
  type ReadyWhen,
  type RunRequest,
  type Stopped,
  type Waited,
  withContainer,
} from "./container.ts";
export { chooseEngine, type EngineChoice, findEngines, kindOf } from "./detect.ts";
export { ENGINE_KINDS, type Engine, type EngineKind, type FoundEngine } from "./engine.ts";
export { FEATURE_NAMES, FEATURES, type Feature, type Features, type Support } from "./features.ts";
export { type Lacking, whatCallLacks, whatIsLacking } from "./lacking.ts";
export { parseOutput, parseSecret, type ReadFlag } from "./parse-flags.ts";
