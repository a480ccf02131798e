import { posix } from "node:path";
import type { Host } from "../host/index.ts";
import { runBuild } from "./build-program.ts";
import type { BuildOutput, BuildRequest, NamedValue } from "./build-request.ts";
import type { CommandWords } from "./call.ts";
import { engineError } from "./call.ts";
import { flagEach, pathWord, type WordsOptions } from "./command-words.ts";
import { csvFields } from "./csv.ts";
import { decodeRawJsonLine } from "./decode-rawjson.ts";
import { readResultDigest } from "./docker.ts";
import type { Engine } from "./engine.ts";
import type { Features } from "./features.ts";
import { layoutBlobs, readArchive, readManifests, unknownImage } from "./image-layout.ts";
import { secretFlag, shownSecret } from "./secrets.ts";

/** What BuildKit was found to be. */
export interface BuildctlOptions {
  readonly version: string;
  /** The daemon's address; undefined where `BUILDKIT_HOST` or the default says it. */
  readonly builder: string | undefined;
  readonly features: Features;
}

/** The driver of a BuildKit daemon of its own. It has no store and runs no containers. */
export function createBuildctlEngine(host: Host, options: BuildctlOptions): Engine {
  const words = (request: BuildRequest, one: WordsOptions) => buildWords(host, request, options, one);
  return {
    kind: "buildctl",
    isDefault: true,
    ...options,
    describeBuild: (request) => [words(request, { resultFile: "", isShown: true })],
    build: (request, onEvent, signal) =>
      runBuild(
        host,
        request,
        {
          commands: (resultFile) => [words(request, { resultFile, isShown: false })],
          decoder: (tracker) => ({
            outputLine: (line) => decodeRawJsonLine(line, tracker),
            errorLine: (line) => decodeRawJsonLine(line, tracker),
          }),
          readImage: async (resultFile) => {
            const digest = await readResultDigest(host, resultFile);
            const { output } = request;
            if (output.kind === "oci-archive" || output.kind === "docker-archive") {
              return readArchive(host, output.path, digest);
            }
            if (output.kind !== "oci-layout" || digest === undefined) return unknownImage(digest);
            return readManifests(digest, layoutBlobs(host, output.path));
          },
        },
        onEvent,
        signal,
      ),
    run: async () => {
      throw engineError(
        "engine/cannot-run",
        "BuildKit builds images and runs no containers",
        "use Docker or podman to run them: --engine docker",
      );
    },
  };
}

function buildWords(
  host: Host,
  request: BuildRequest,
  { builder }: BuildctlOptions,
  options: WordsOptions,
): CommandWords {
  const { provenance, sbom, platforms = [] } = request;
  const dockerfile = posix.parse(request.dockerfile);
  const named = (request.contexts ?? []).map(namedContext);
  const frontend: readonly (readonly [string, string | undefined])[] = [
    ["filename", dockerfile.base],
    ["target", request.target],
    ["platform", platforms.length === 0 ? undefined : platforms.join(",")],
    ...(request.arguments ?? []).flatMap((one) => pair("build-arg", one, host.environment)),
    ...(request.labels ?? []).flatMap((one) => pair("label", one, {})),
    ...named.map(({ option }) => option),
    [
      "attest:provenance",
      provenance === undefined || provenance === "off" ? undefined : `mode=${provenance}`,
    ],
    ["attest:sbom", sbom === true ? "" : undefined],
    ["image-resolve-mode", request.pull === true ? "pull" : undefined],
    ["force-network-mode", request.network],
  ];
  const secret = options.isShown ? shownSecret : secretFlag;
  return [
    "buildctl",
    ...(builder === undefined ? [] : ["--addr", builder]),
    "build",
    ...(options.isShown ? [] : ["--progress=rawjson", "--metadata-file", options.resultFile]),
    ...["--frontend", "dockerfile.v0"],
    ...["--local", `context=${pathWord(request.context)}`],
    ...["--local", `dockerfile=${pathWord(dockerfile.dir || ".")}`],
    ...named.flatMap(({ flags }) => flags),
    ...frontend.flatMap(([name, value]) => (value === undefined ? [] : ["--opt", `${name}=${value}`])),
    ...flagEach("--secret", request.secrets?.map(secret)),
    ...flagEach("--ssh", request.ssh),
    ...(request.network === "host" ? ["--allow", "network.host"] : []),
    ...(request.noCache === true ? ["--no-cache"] : []),
    ...flagEach("--import-cache", request.cacheFrom),
    ...flagEach("--export-cache", request.cacheTo),
    ...["--output", outputFlag(request.output, request.names)],
  ];
}

/** buildctl takes a build argument's value alone: what comes from the environment is looked up here. */
function pair(
  kind: string,
  { name, value }: NamedValue,
  environment: Host["environment"],
): readonly (readonly [string, string | undefined])[] {
  const given = value ?? environment[name];
  return given === undefined ? [] : [[`${kind}:${name}`, given]];
}

/** A named context is an address that the builder reads, or a folder that is sent under that name. */
function namedContext({ name, value = "" }: NamedValue): {
  readonly flags: readonly string[];
  readonly option: readonly [string, string];
} {
  const layout = /^oci-layout:\/\/(.+?)(@sha256:[0-9a-f]+|:[\w.-]+)?$/.exec(value);
  // A layout is opened under a name of our own, since that of the context may be a reference.
  const store = `plimsoll-${Buffer.from(name).toString("hex")}`;
  if (layout !== null) {
    return {
      flags: ["--oci-layout", `${store}=${layout[1]}`],
      option: [`context:${name}`, `oci-layout://${store}${layout[2] ?? ""}`],
    };
  }
  if (/^[a-z-]+:\/\//.test(value)) return { flags: [], option: [`context:${name}`, value] };
  return { flags: ["--local", `${store}=${pathWord(value)}`], option: [`context:${name}`, `local:${store}`] };
}

function outputFlag(output: BuildOutput, names: readonly string[]): string {
  const name = names.length === 0 ? [] : [`name=${names.join(",")}`];
  switch (output.kind) {
    case "store":
      // Refused before: BuildKit keeps it in its cache alone.
      return csvFields(["type=image", ...name]);
    case "registry":
      return csvFields(["type=image", ...name, "push=true"]);
    case "oci-layout":
      return csvFields(["type=oci", `dest=${output.path}`, "tar=false", ...name]);
    case "oci-archive":
      return csvFields(["type=oci", `dest=${output.path}`, ...name]);
    case "docker-archive":
      return csvFields(["type=docker", `dest=${output.path}`, ...name]);
    case "local":
      return csvFields(["type=local", `dest=${output.path}`]);
  }
}
