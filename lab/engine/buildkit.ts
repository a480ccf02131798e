import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseReference } from "../../src/reference/index.ts";
import { writeAside } from "../aside.ts";
import { listBases } from "../base.ts";
import type { LabPaths } from "../folder.ts";
import { daemonPid, LabError, readText, run, startDaemon, stopDaemon, waitUntil } from "../process.ts";
import type { Progress } from "../progress.ts";
import { renderBuildkitMirrors } from "../registry/index.ts";
import { writeBuildRunc } from "./build-runc.ts";
import { BUILDKIT, buildGoPrograms, goFolder } from "./go-programs.ts";
import { type Belongings, endLeftovers } from "./leftovers.ts";
import { unpackRunc } from "./runc.ts";

const START_MILLISECONDS = 30_000;

/** Brings a BuildKit daemon up that pulls every image from the lab's registry. */
export async function upBuildkit(paths: LabPaths, progress: Progress): Promise<void> {
  await unpackRunc(paths, progress);
  const folder = await buildGoPrograms(paths, BUILDKIT, progress);
  const isChanged = writeAside(
    settingsPath(paths),
    settings(paths, writeBuildRunc(paths), await imageDomains()),
  );
  if (!isChanged && (await answers(paths)))
    return progress.say(`is running at unix://${paths.buildkitSocket}`);
  await progress.step("start BuildKit", async () => {
    await stopDaemon(pidFile(paths));
    await endLeftovers(belongings(paths));
    const log = join(paths.log, "buildkitd.log");
    startDaemon({
      program: join(folder, "buildkitd"),
      words: ["--config", settingsPath(paths)],
      environment: process.env,
      folder: paths.run,
      log,
      pidFile: pidFile(paths),
    });
    const isUp = () => daemonPid(pidFile(paths)) !== undefined;
    await waitUntil(async () => !isUp() || (await answers(paths)), START_MILLISECONDS);
    if (await answers(paths)) return;
    const last = readText(log).trimEnd().split("\n").slice(-15).join("\n");
    throw new LabError(`BuildKit did not come up:\n${last}`, "Does this machine allow mounts?");
  });
  progress.say(`is running at unix://${paths.buildkitSocket}`);
}

/** Stops BuildKit and the steps that it runs; its store stays. */
export async function downBuildkit(paths: LabPaths, progress: Progress): Promise<void> {
  if (readText(pidFile(paths)) === "") return;
  await progress.step("stop BuildKit", async () => {
    await stopDaemon(pidFile(paths));
    await endLeftovers(belongings(paths));
  });
}

/** What `status` says of BuildKit. */
export async function describeBuildkit(paths: LabPaths): Promise<string> {
  if (readText(join(goFolder(paths, BUILDKIT), ".made-from")) === "") return "not made";
  return (await answers(paths)) ? `up at unix://${paths.buildkitSocket}` : "down";
}

/**
 * The domains of image names that come from the lab's registry: those of the stand-ins and of everything that
 * our data knows. A name of another domain is asked for where it is, and is not found without a network.
 */
export async function imageDomains(): Promise<readonly string[]> {
  const data: { images: readonly { match: { repository: string } }[] } = JSON.parse(
    readFileSync(new URL("../../data/base-images.json", import.meta.url), "utf8"),
  );
  const names = [
    ...(await listBases()).bases.flatMap(({ base }) => base.names),
    ...data.images.map(({ match }) => match.repository),
  ];
  const domains = names.flatMap((name) => {
    const parsed = parseReference(name);
    return parsed.kind === "reference" && parsed.domain !== "" ? [parsed.domain] : [];
  });
  return [...new Set(domains)].sort();
}

function settings(paths: LabPaths, runc: string, domains: readonly string[]): string {
  const text = (value: string) => JSON.stringify(value);
  return `root = ${text(join(paths.data, "buildkit"))}
[grpc]
  address = [${text(`unix://${paths.buildkitSocket}`)}]
[worker.oci]
  enabled = true
  snapshotter = "overlayfs"
  binary = ${text(runc)}
  networkMode = "host"
  defaultCgroupParent = ${text(`/${belongings(paths).group}`)}
  gc = false
[worker.containerd]
  enabled = false
${renderBuildkitMirrors(paths.registryAddress, domains)}`;
}

async function answers(paths: LabPaths): Promise<boolean> {
  if (daemonPid(pidFile(paths)) === undefined) return false;
  const words = ["--addr", `unix://${paths.buildkitSocket}`, "--timeout", "5", "debug", "workers"];
  return run(join(goFolder(paths, BUILDKIT), "buildctl"), words).then(
    () => true,
    () => false,
  );
}

function belongings(paths: LabPaths): Belongings {
  return {
    programs: [join(goFolder(paths, BUILDKIT), "buildkitd")],
    group: `plimsoll-${paths.id}-buildkit`,
    mounts: [join(paths.data, "buildkit")],
  };
}

function settingsPath(paths: LabPaths): string {
  return join(paths.run, "buildkitd.toml");
}

function pidFile(paths: LabPaths): string {
  return join(paths.run, "buildkitd.pid");
}
