import { PlimsollError } from "../base/index.ts";
import type { Host } from "../host/index.ts";
import type { CommandWords } from "./call.ts";
import { type CallResult, callProgram, lastLine } from "./call.ts";
import { createDockerEngine } from "./docker.ts";
import type { FoundEngine } from "./engine.ts";
import { allBut, type Feature, type Features, type Support, since } from "./features.ts";
import { field, listOf, readJson, textOf } from "./json-view.ts";
import { DETECT_MILLISECONDS, lateOr } from "./probe-program.ts";

/** The first Docker whose embedded BuildKit knows heredocs and `--link` without being told of a newer frontend. */
const DOCKER_HEREDOC = "23.0.0";
const BUILDKIT_HEREDOC = "0.10.0";
const BUILDKIT_ATTESTATIONS = "0.11.0";

/** What Docker's daemon says of itself. */
interface Daemon {
  readonly version: string;
  /** Whether images are kept in containerd's store, which holds indexes and attestations. */
  readonly hasContainerdStore: boolean;
}

/** Looks for Docker: its own builder, and every builder of buildx. `wanted` is a builder that must be asked for. */
export async function findDocker(host: Host, wanted: string | undefined): Promise<readonly FoundEngine[]> {
  const call = (...words: readonly string[]): Promise<CallResult> => {
    const command: CommandWords = ["docker", ...words];
    return callProgram(host, command, { milliseconds: DETECT_MILLISECONDS });
  };
  try {
    const [version, buildx, list, info] = await Promise.all([
      call("version", "--format", "json"),
      call("buildx", "version"),
      call("buildx", "ls", "--format", "json"),
      call("info", "--format", "json"),
    ]);
    const daemon = readDaemon(version, info);
    const client = textOf(readJson(version.output), "Client", "Version");
    if (buildx.end.status !== 0) return withoutBuildx(client);
    const builders = list.output
      .split("\n")
      .map(readJson)
      .filter((builder) => textOf(builder, "Name") !== "");
    const context = textOf(readJson(version.output), "Client", "Context") || "default";
    return [
      ...findBuilders(
        host,
        // Docker's own builder has no driver while the daemon is gone.
        builders.filter((builder) => textOf(builder, "Name") !== context),
        client,
        buildxVersion(buildx.output),
        wanted,
      ),
      findEmbedded(host, context, builders, client, daemon),
    ];
  } catch (error) {
    if (!(error instanceof PlimsollError) || error.code !== "host/program-missing") throw error;
    const reason = "the program docker is not installed";
    return [
      { kind: "missing", engine: "docker-buildx", reason },
      { kind: "missing", engine: "docker", reason },
    ];
  }
}

function readDaemon(version: CallResult, info: CallResult): Daemon | string {
  const server = textOf(readJson(version.output), "Server", "Version");
  if (server === "") return lateOr(version, lastLine(version.errors) || "the daemon does not answer");
  const status = JSON.stringify(field(readJson(info.output), "DriverStatus") ?? "");
  return { version: server, hasContainerdStore: status.includes("io.containerd.snapshotter") };
}

function withoutBuildx(version: string): readonly FoundEngine[] {
  const reason = "its buildx plugin is not installed, and without it Docker builds with the old builder";
  return [
    { kind: "missing", engine: "docker-buildx", reason: "Docker's buildx plugin is not installed" },
    { kind: "silent", engine: "docker", builder: undefined, version, reason },
  ];
}

function findEmbedded(
  host: Host,
  context: string,
  builders: readonly unknown[],
  client: string,
  daemon: Daemon | string,
): FoundEngine {
  if (typeof daemon === "string") {
    return { kind: "silent", engine: "docker", builder: context, version: client, reason: daemon };
  }
  const own = builders.find((one) => textOf(one, "Name") === context && textOf(one, "Driver") === "docker");
  const node = listOf(own, "Nodes")[0];
  const buildkit = knownVersion(textOf(node, "Version"));
  const version = buildkit === "" ? daemon.version : `${daemon.version}, BuildKit ${buildkit}`;
  const features = embeddedFeatures(daemon);
  return {
    kind: "ready",
    engine: createDockerEngine(host, {
      kind: "docker",
      version,
      builder: context,
      isDefault: true,
      features,
    }),
  };
}

function embeddedFeatures({ version, hasContainerdStore }: Daemon): Features {
  const frontend = since(version, DOCKER_HEREDOC, "Docker");
  const base = { heredoc: frontend, link: frontend };
  if (hasContainerdStore) return allBut(base);
  const store: Support = {
    whether: "no",
    reason: "Docker keeps its images in the store of its own, which holds one platform and no attestations",
    hint: "turn on the containerd image store, or use a builder of buildx: docker buildx create --use",
  };
  const lacking: readonly Feature[] = ["multi-platform", "provenance", "sbom", "oci-export", "cache-export"];
  return allBut({ ...base, ...Object.fromEntries(lacking.map((name) => [name, store])) });
}

function findBuilders(
  host: Host,
  builders: readonly unknown[],
  client: string,
  buildx: string,
  wanted: string | undefined,
): readonly FoundEngine[] {
  const others = builders.filter((builder) => textOf(builder, "Driver") !== "docker");
  if (others.length === 0) {
    const reason = "buildx has no builder but Docker's own; docker buildx create makes one";
    return [{ kind: "missing", engine: "docker-buildx", reason }];
  }
  const rank = (builder: unknown): number =>
    textOf(builder, "Name") === wanted ? 0 : field(builder, "Current") === true ? 1 : 2;
  return others
    .sort((a, b) => rank(a) - rank(b))
    .map((builder) => readBuilder(host, builder, client, buildx));
}

function readBuilder(host: Host, builder: unknown, client: string, buildx: string): FoundEngine {
  const [name, driver] = [textOf(builder, "Name"), textOf(builder, "Driver")];
  const nodes = listOf(builder, "Nodes");
  const node = nodes.find((one) => textOf(one, "Status") === "running") ?? nodes[0];
  const buildkit = knownVersion(textOf(node, "Version"));
  const said = textOf(node, "Err") || textOf(builder, "Err");
  // buildx starts its containers and pods when they are first needed; what is already running may not answer.
  if (said !== "" || (driver === "remote" && textOf(node, "Status") !== "running")) {
    const reason = said === "" ? "it does not answer" : said;
    return { kind: "silent", engine: "docker-buildx", builder: name, version: buildkit || undefined, reason };
  }
  const parts = [
    `buildx ${buildx}`,
    `driver ${driver}`,
    ...(buildkit === "" ? [] : [`BuildKit ${buildkit}`]),
  ];
  const frontend = since(buildkit, BUILDKIT_HEREDOC, "BuildKit");
  const attestations = since(buildkit, BUILDKIT_ATTESTATIONS, "BuildKit");
  const store: Support = { whether: "no", reason: "the program docker has no daemon to load an image into" };
  const features = allBut({
    heredoc: frontend,
    link: frontend,
    provenance: attestations,
    sbom: attestations,
    ...(client === "" ? { store, run: store } : {}),
  });
  const isDefault = field(builder, "Current") === true;
  return {
    kind: "ready",
    engine: createDockerEngine(host, {
      kind: "docker-buildx",
      version: parts.join(", "),
      builder: name,
      isDefault,
      features,
    }),
  };
}

/** `github.com/docker/buildx 0.29.1+ds1 0.29.1+ds1-4`. */
function buildxVersion(output: string): string {
  return output.trim().split(/\s+/)[1] ?? "";
}

/** Distributions build BuildKit without a version: nothing is known from `v0.0.0+unknown`. */
function knownVersion(version: string): string {
  return /^v?0\.0\.0\b/.test(version) ? "" : version;
}
