import { displayText, PlimsollError } from "../base/index.ts";
import {
  type BuildOutput,
  type BuildRequest,
  type BuildSecret,
  type Engine,
  type EngineKind,
  type NamedValue,
  parseOutput,
  parseSecret,
  type ReadFlag,
} from "../engine/index.ts";
import type { Host } from "../host/index.ts";
import { parsePlatform, parseReference } from "../reference/index.ts";
import type { AppCode } from "./codes.ts";
import { readEngineKind } from "./engines.ts";

/** What a user asks to be built. Texts are as options spell them, in the words of `docker buildx build`. */
export interface BuildImageRequest {
  /** The build context. */
  readonly folder: string;
  /** The Dockerfile; the one in the folder unless given. */
  readonly file: string | undefined;
  readonly names: readonly string[];
  readonly target: string | undefined;
  /** Each may hold several, separated by commas. */
  readonly platforms: readonly string[];
  readonly buildArguments: readonly string[];
  readonly secrets: readonly string[];
  readonly ssh: readonly string[];
  readonly labels: readonly string[];
  readonly contexts: readonly string[];
  readonly cacheFrom: readonly string[];
  readonly cacheTo: readonly string[];
  readonly push: boolean;
  readonly output: string | undefined;
  readonly provenance: string | undefined;
  readonly sbom: boolean;
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly engine: string | undefined;
  readonly builder: string | undefined;
  /** Whether findings that are errors stop the build. */
  readonly isChecked: boolean;
}

/** The engine that was asked for. Throws `app/engine-unknown`. */
export function readEngineChoice({ engine, builder }: BuildImageRequest): {
  readonly engine?: EngineKind;
  readonly builder?: string;
} {
  const kind = engine === undefined ? undefined : readEngineKind(engine);
  if (engine !== undefined && kind === undefined) {
    throw wrong("app/engine-unknown", `no engine is called ${quote(engine)}`, "plimsoll engines lists them");
  }
  return { ...(kind === undefined ? {} : { engine: kind }), ...(builder === undefined ? {} : { builder }) };
}

/** What the driver is given, but for what depends on the engine. Throws `app/…` where an option is wrong. */
export function readBuildRequest(host: Host, request: BuildImageRequest, dockerfile: string): BuildRequest {
  const { target, names, noCache, pull, sbom, folder } = request;
  for (const name of names) refuseName(name);
  const output = readOutput(request);
  if (output.kind === "registry" && names.length === 0) {
    throw wrong("app/image-name-invalid", "an image that is pushed needs a name", "give it with --tag NAME");
  }
  const { provenance } = request;
  if (provenance !== undefined && provenance !== "min" && provenance !== "max" && provenance !== "off") {
    throw wrong("app/option-invalid", `--provenance ${quote(provenance)} is no level`, "use min, max or off");
  }
  return {
    context: folder,
    dockerfile,
    names,
    output,
    arguments: request.buildArguments.map((text) => readPair(text, "--build-arg")),
    secrets: request.secrets.map((text) => readSecret(text, host)),
    ssh: request.ssh,
    labels: request.labels.map((text) => readPair(text, "--label")),
    platforms: request.platforms.flatMap((text) => text.split(",")).map(checkPlatform),
    contexts: request.contexts.map((text) => readContext(text)),
    cacheFrom: request.cacheFrom,
    cacheTo: request.cacheTo,
    sbom,
    noCache,
    pull,
    ...(target === undefined ? {} : { target }),
    ...(provenance === undefined ? {} : { provenance }),
  };
}

/** Fills in what follows from the engine: provenance where it can be attached, the format that keeps health checks. */
export function fitToEngine(request: BuildRequest, engine: Engine, needsDockerFormat: boolean): BuildRequest {
  const { output, provenance } = request;
  const holdsAttestations =
    output.kind === "registry" ||
    output.kind === "oci-layout" ||
    output.kind === "oci-archive" ||
    (output.kind === "store" && engine.kind === "docker");
  const canAttest = holdsAttestations && engine.features.provenance.whether === "yes";
  const isPodman = engine.kind === "podman" || engine.kind === "buildah";
  if (isPodman && request.names.length === 0 && output.kind !== "store" && output.kind !== "local") {
    const message = `${engine.kind} writes an image elsewhere by its name, and it has none`;
    throw wrong("app/image-name-invalid", message, "give it with --tag NAME");
  }
  return {
    ...request,
    ...(provenance === undefined && canAttest ? { provenance: "min" } : {}),
    ...(isPodman && needsDockerFormat ? { format: "docker" } : {}),
  };
}

function readOutput({ push, output }: BuildImageRequest): BuildOutput {
  if (output === undefined) return { kind: push ? "registry" : "store" };
  const read = parseOutput(output);
  if (read.kind === "wrong") {
    const hint = "write --output type=oci,dest=image.tar, type=docker,dest=image.tar, or a folder";
    throw wrong("app/output-invalid", `--output ${quote(output)}: ${read.message}`, hint);
  }
  if (push && read.value.kind !== "registry") {
    throw wrong(
      "app/option-invalid",
      "--push and --output do not go together",
      "run it twice: the cache is shared",
    );
  }
  return read.value;
}

function readSecret(text: string, host: Host): BuildSecret {
  const read: ReadFlag<BuildSecret> = parseSecret(text, host.environment);
  if (read.kind === "value") return read.value;
  // Whoever writes the value itself on the command line must not see it printed.
  const hint = "write --secret id=NAME,src=FILE or id=NAME,env=VARIABLE: the value itself is never an option";
  throw wrong("app/secret-invalid", `a --secret is not written as builders read it: ${read.message}`, hint);
}

function readPair(text: string, option: string): NamedValue {
  const equals = text.indexOf("=");
  if (equals === 0 || text === "") {
    throw wrong(
      "app/build-argument-invalid",
      `${option} ${quote(text)} has no name`,
      `write ${option} NAME=VALUE`,
    );
  }
  if (equals === -1) return { name: text, value: undefined };
  return { name: text.slice(0, equals), value: text.slice(equals + 1) };
}

function readContext(text: string): NamedValue {
  const pair = readPair(text, "--build-context");
  if (pair.value !== undefined && pair.value !== "") return pair;
  throw wrong("app/option-invalid", `--build-context ${quote(text)} names no place`, "write NAME=FOLDER");
}

function refuseName(name: string): void {
  const parsed = parseReference(name);
  if (parsed.kind === "reference" && parsed.digest === undefined) return;
  const why = parsed.kind === "reference" ? "a digest is what a build finds out" : parsed.message;
  throw wrong(
    "app/image-name-invalid",
    `${quote(name)} is no name for an image: ${why}`,
    "write NAME or NAME:TAG",
  );
}

function checkPlatform(text: string): string {
  const parsed = parsePlatform(text);
  if (parsed.kind === "platform") return text;
  const hint = "write it as linux/amd64 or linux/arm64/v8";
  throw wrong("app/platform-invalid", `${quote(text)} is no platform: ${parsed.message}`, hint);
}

function wrong(code: AppCode, message: string, hint: string): PlimsollError {
  return new PlimsollError({ code, message, hint });
}

function quote(text: string): string {
  return JSON.stringify(displayText(text));
}
