import { decodeSource, limits, PlimsollError } from "../base/index.ts";
import type { Host } from "../host/index.ts";
import type { BuiltImage } from "./build-event.ts";
import { runBuild } from "./build-program.ts";
import type { BuildOutput, BuildRequest } from "./build-request.ts";
import type { CommandWords } from "./call.ts";
import { callProgram, engineError } from "./call.ts";
import { commonFlags, flagEach, pathWord, type WordsOptions } from "./command-words.ts";
import { startContainer } from "./container.ts";
import { csvFields } from "./csv.ts";
import { StepTextDecoder } from "./decode-step-text.ts";
import { readStoredImage } from "./docker-image.ts";
import type { Engine } from "./engine.ts";
import type { Features } from "./features.ts";
import { layoutBlobs, readArchive, readManifests, unknownImage } from "./image-layout.ts";
import { listOf, readJson, textOf } from "./json-view.ts";

const MILLISECONDS = 20_000;

/** What podman or buildah was found to be. */
export interface PodmanOptions {
  readonly kind: "podman" | "buildah";
  readonly version: string;
  readonly features: Features;
}

/** The driver of podman and of buildah: they build with the same code and share one store. */
export function createPodmanEngine(host: Host, options: PodmanOptions): Engine {
  const { kind } = options;
  const commands = (request: BuildRequest, one: WordsOptions) => [
    buildWords(request, kind, one),
    ...pushCommands(request, kind, one),
  ];
  return {
    ...options,
    builder: undefined,
    isDefault: true,
    describeBuild: (request) => commands(request, { resultFile: "", isShown: true }),
    build: (request, onEvent, signal) =>
      runBuild(
        host,
        request,
        {
          commands: (resultFile) => commands(request, { resultFile, isShown: false }),
          hasOwnSteps: true,
          decoder: (tracker) => {
            const decoder = new StepTextDecoder(tracker, () => host.clock.now());
            return {
              outputLine: (line) => decoder.outputLine(line),
              errorLine: (line) => decoder.errorLine(line),
              finish: (error) => decoder.finish(error),
            };
          },
          readImage: (resultFile) => readImage(host, kind, request, resultFile),
        },
        onEvent,
        signal,
      ),
    run: async (request, signal) => {
      if (kind === "podman") return startContainer(host, "podman", request, signal);
      throw engineError(
        "engine/cannot-run",
        "buildah builds images and runs no containers",
        "podman runs what buildah has built: --engine podman",
      );
    },
  };
}

function buildWords(request: BuildRequest, kind: "podman" | "buildah", options: WordsOptions): CommandWords {
  const { platforms = [], names, output } = request;
  const isMany = platforms.length > 1;
  return [
    kind,
    "build",
    "--layers",
    // Containers of steps are taken away however the build ends.
    "--force-rm",
    ...(options.isShown ? [] : ["--iidfile", options.resultFile]),
    ...(request.format === undefined ? [] : ["--format", request.format]),
    // Several platforms make an index, which has another flag for its name.
    ...flagEach(isMany ? "--manifest" : "--tag", isMany ? names.slice(0, 1) : names),
    ...commonFlags(request, options),
    ...(platforms.length === 0 ? [] : ["--platform", platforms.join(",")]),
    ...flagEach("--cache-from", request.cacheFrom),
    ...flagEach("--cache-to", request.cacheTo),
    ...(output.kind === "local" ? ["--output", csvFields(["type=local", `dest=${output.path}`])] : []),
    pathWord(request.context),
  ];
}

/** podman builds into its store; everywhere else an image is copied from there. */
function pushCommands(
  { output, names, platforms = [] }: BuildRequest,
  kind: string,
  { isShown, resultFile }: WordsOptions,
): readonly CommandWords[] {
  const [first] = names;
  if (first === undefined) return [];
  // A layer is compressed on its way, so that what arrives has another digest than what is in the store.
  const digest = isShown ? [] : ["--digestfile", digestFile(resultFile)];
  const push = platforms.length > 1 ? ["manifest", "push", "--all", ...digest] : ["push", ...digest];
  if (output.kind === "registry") {
    return names.map(
      (name): CommandWords => [kind, ...push, platforms.length > 1 ? first : name, `docker://${name}`],
    );
  }
  const to = destination(output, first);
  return to === undefined ? [] : [[kind, ...push, first, to]];
}

/** Where a push writes the digest of what it pushed. */
function digestFile(resultFile: string): string {
  return `${resultFile}-digest`;
}

function destination(output: BuildOutput, name: string): string | undefined {
  switch (output.kind) {
    case "oci-layout":
      return `oci:${output.path}:${name}`;
    case "oci-archive":
      return `oci-archive:${output.path}:${name}`;
    case "docker-archive":
      return `docker-archive:${output.path}:${name}`;
    default:
      return undefined;
  }
}

async function readImage(
  host: Host,
  kind: "podman" | "buildah",
  { output, names }: BuildRequest,
  resultFile: string,
): Promise<BuiltImage> {
  if (output.kind === "local") return unknownImage(undefined);
  if (output.kind === "oci-layout") {
    const index = await readText(host, `${output.path}/index.json`);
    const digest = textOf(listOf(readJson(index), "manifests").at(-1), "digest");
    return digest === "" ? unknownImage(undefined) : readManifests(digest, layoutBlobs(host, output.path));
  }
  const image = (await readText(host, resultFile)).trim() || names[0];
  if (image === undefined) return unknownImage(undefined);
  const pushed = (await readText(host, digestFile(resultFile))).trim();
  const stored = await readStored(host, kind, image);
  if (output.kind === "oci-archive") {
    const { compressedBytes } = await readArchive(host, output.path, pushed || undefined);
    return { ...stored, digest: pushed || stored.digest, compressedBytes };
  }
  return pushed === "" ? stored : { ...stored, digest: pushed };
}

async function readStored(host: Host, kind: "podman" | "buildah", image: string): Promise<BuiltImage> {
  try {
    const stored = await readStoredImage(host, "podman", image);
    if (stored.layerCount !== undefined) return stored;
  } catch (error) {
    // buildah is often installed without podman.
    if (!(error instanceof PlimsollError)) throw error;
  }
  return readBuildahImage(host, kind, image);
}

async function readBuildahImage(host: Host, kind: "podman" | "buildah", image: string): Promise<BuiltImage> {
  const command: CommandWords = [kind, "inspect", "--type", "image", image];
  const { end, output } = await callProgram(host, command, { milliseconds: MILLISECONDS });
  if (end.status !== 0) return unknownImage(undefined);
  const inspected = readJson(output);
  const layers = listOf(inspected, "OCIv1", "rootfs", "diff_ids").length;
  return {
    ...unknownImage(textOf(inspected, "FromImageDigest") || undefined),
    layerCount: layers || undefined,
  };
}

async function readText(host: Host, path: string): Promise<string> {
  try {
    return decodeSource(await host.files.read(path, limits.imageDescriptionBytes));
  } catch (error) {
    if (error instanceof PlimsollError) return "";
    throw error;
  }
}
