import { decodeSource, limits, PlimsollError } from "../base/index.ts";
import type { Host } from "../host/index.ts";
import type { BuiltImage } from "./build-event.ts";
import { runBuild } from "./build-program.ts";
import type { BuildOutput, BuildRequest } from "./build-request.ts";
import type { CommandWords } from "./call.ts";
import { callProgram } from "./call.ts";
import { commonFlags, flagEach, pathWord, type WordsOptions } from "./command-words.ts";
import { startContainer } from "./container.ts";
import { csvFields } from "./csv.ts";
import { decodeRawJsonLine } from "./decode-rawjson.ts";
import { readStoredImage } from "./docker-image.ts";
import type { Engine } from "./engine.ts";
import type { Features } from "./features.ts";
import { layoutBlobs, readArchive, readManifests, unknownImage } from "./image-layout.ts";
import { readJson, textOf } from "./json-view.ts";

const MILLISECONDS = 20_000;

/** What buildx was found to be. */
export interface DockerOptions {
  readonly kind: "docker-buildx" | "docker";
  readonly version: string;
  readonly builder: string;
  readonly isDefault: boolean;
  readonly features: Features;
}

/** The driver of Docker: of the BuildKit inside it, or of any builder that buildx knows. */
export function createDockerEngine(host: Host, options: DockerOptions): Engine {
  const words = (request: BuildRequest, one: WordsOptions) => buildWords(request, options, one);
  return {
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
          readImage: (resultFile) => readImage(host, request, resultFile),
        },
        onEvent,
        signal,
      ),
    run: (request, signal) => startContainer(host, "docker", request, signal),
  };
}

function buildWords(
  request: BuildRequest,
  { kind, builder }: DockerOptions,
  options: WordsOptions,
): CommandWords {
  const { provenance, sbom } = request;
  return [
    "docker",
    "buildx",
    "build",
    ...(options.isShown ? [] : ["--progress=rawjson", "--metadata-file", options.resultFile]),
    ...["--builder", builder],
    ...flagEach("--tag", request.names),
    ...commonFlags(request, options),
    ...((request.platforms ?? []).length === 0 ? [] : ["--platform", (request.platforms ?? []).join(",")]),
    ...flagEach("--cache-from", request.cacheFrom),
    ...flagEach("--cache-to", request.cacheTo),
    ...(provenance === undefined
      ? []
      : [`--provenance=${provenance === "off" ? "false" : `mode=${provenance}`}`]),
    ...(sbom === true ? ["--sbom=true"] : []),
    ...outputFlags(request.output, kind),
    pathWord(request.context),
  ];
}

function outputFlags(output: BuildOutput, kind: DockerOptions["kind"]): readonly string[] {
  switch (output.kind) {
    case "store":
      // Docker's own builder writes into Docker's store by itself; every other one is told to.
      return kind === "docker" ? [] : ["--load"];
    case "registry":
      return ["--push"];
    case "oci-layout":
      return ["--output", csvFields(["type=oci", `dest=${output.path}`, "tar=false"])];
    case "oci-archive":
      return ["--output", csvFields(["type=oci", `dest=${output.path}`])];
    case "docker-archive":
      return ["--output", csvFields(["type=docker", `dest=${output.path}`])];
    case "local":
      return ["--output", csvFields(["type=local", `dest=${output.path}`])];
  }
}

async function readImage(host: Host, request: BuildRequest, resultFile: string): Promise<BuiltImage> {
  const digest = await readResultDigest(host, resultFile);
  const { output, names } = request;
  if (output.kind === "oci-layout" && digest !== undefined) {
    return readManifests(digest, layoutBlobs(host, output.path));
  }
  if (output.kind === "registry" && digest !== undefined) return readPushed(host, names[0] ?? "", digest);
  if (output.kind === "oci-archive" || output.kind === "docker-archive") {
    return readArchive(host, output.path, digest);
  }
  const image = names[0] ?? digest;
  if (output.kind !== "store" || image === undefined) return unknownImage(digest);
  const stored = await readStoredImage(host, "docker", image);
  return { ...stored, digest: digest ?? stored.digest };
}

/** The digest in the file that `--metadata-file` names. */
export async function readResultDigest(host: Host, resultFile: string): Promise<string | undefined> {
  try {
    const text = decodeSource(await host.files.read(resultFile, limits.imageDescriptionBytes));
    return textOf(readJson(text), "containerimage.digest") || undefined;
  } catch (error) {
    // An output that is no image, such as a folder, has none.
    if (error instanceof PlimsollError) return undefined;
    throw error;
  }
}

async function readPushed(host: Host, name: string, digest: string): Promise<BuiltImage> {
  // The tag would be whatever somebody else pushed in the meantime.
  const repository = name.replace(/(?:@.*|:[^/:]*)$/, "");
  return readManifests(digest, async (one) => {
    const command: CommandWords = [
      "docker",
      "buildx",
      "imagetools",
      "inspect",
      "--raw",
      `${repository}@${one}`,
    ];
    const result = await callProgram(host, command, { milliseconds: MILLISECONDS });
    return result.end.status === 0 ? result.output : undefined;
  });
}
