import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { describePackage, downloadPackages, installMissing } from "../apt.ts";
import { isMade, makeFolder, writeAside } from "../aside.ts";
import { dockerEnvironment, type LabPaths } from "../folder.ts";
import { daemonPid, LabError, readText, run, startDaemon, stopDaemon, waitUntil } from "../process.ts";
import type { Progress } from "../progress.ts";
import { noteVersions } from "../versions.ts";
import { writeBuildRunc } from "./build-runc.ts";
import { type Belongings, endLeftovers } from "./leftovers.ts";
import { makeNetwork, type Network } from "./network.ts";
import { runcPath, unpackRunc } from "./runc.ts";

/** The suite whose engine runs on older Debian too: its programs ask for little of the C library. */
const SUITE = "sid";
const PACKAGES = ["docker.io", "docker-cli", "docker-buildx", "containerd", "tini-static"];
/** How long an engine may take to answer: a big store is read first. */
const START_MILLISECONDS = 60_000;

/** Brings the Docker engine up: unpacked, not installed, on a socket, a store and a bridge of its own. */
export async function upDocker(paths: LabPaths, progress: Progress): Promise<void> {
  const isNew = await unpack(paths, progress);
  await installMissing(
    [
      { program: "iptables", package: "iptables" },
      { program: "ip", package: "iproute2" },
    ],
    progress,
  );
  const isRunning = daemonPid(pidFile(paths)) !== undefined && (await answers(paths));
  const network = await makeNetwork(paths);
  const runc = writeBuildRunc(paths);
  const isChanged = writeAside(settingsPath(paths), settings(paths, network));
  if (isRunning && !isChanged && !isNew) return progress.say(`is running at unix://${paths.dockerSocket}`);
  await progress.step("start the engine", async () => {
    await stopDaemon(pidFile(paths));
    await endLeftovers(belongings(paths));
    // An engine that was killed leaves its number and containerd's; whoever has one now would hold ours up.
    for (const name of ["docker.pid", "containerd/containerd.pid"]) {
      rmSync(join(paths.run, "docker", name), { force: true });
    }
    // With networks of an earlier start in its store, the engine tidies up at the next and deletes a bridge docker0,
    // which can only be another engine's.
    rmSync(join(paths.data, "docker", "network"), { recursive: true, force: true });
    mkdirSync(paths.dockerConfig, { recursive: true });
    startDaemon({
      program: join(paths.docker, "usr/sbin/dockerd"),
      words: ["--config-file", settingsPath(paths)],
      environment: {
        ...dockerEnvironment(paths),
        PATH: [
          join(paths.docker, "usr/sbin"),
          join(paths.docker, "usr/bin"),
          "/usr/sbin:/usr/bin:/sbin:/bin",
        ].join(":"),
        DOCKER_BUILDKIT_RUNC_COMMAND: runc,
      },
      folder: paths.run,
      log: join(paths.log, "dockerd.log"),
      pidFile: pidFile(paths),
    });
    const isUp = () => daemonPid(pidFile(paths)) !== undefined;
    const came = await waitUntil(async () => !isUp() || (await answers(paths)), START_MILLISECONDS);
    if (!came || !isUp()) {
      const log = readText(join(paths.log, "dockerd.log")).trimEnd().split("\n").slice(-15).join("\n");
      throw new LabError(
        `The Docker engine did not come up:\n${log}`,
        "Does this machine allow mounts and bridges?",
      );
    }
  });
  progress.say(`is running at unix://${paths.dockerSocket}`);
}

/** Stops the engine and all that runs in it; the store stays. */
export async function downDocker(paths: LabPaths, progress: Progress): Promise<void> {
  if (readText(pidFile(paths)) === "") return;
  await progress.step("stop the engine", async () => {
    if (await answers(paths)) await removeContainers(paths);
    await stopDaemon(pidFile(paths));
    await endLeftovers(belongings(paths));
  });
}

/** What `status` says of the engine. */
export async function describeDocker(paths: LabPaths): Promise<string> {
  if (!existsSync(join(paths.docker, "usr/sbin/dockerd"))) return "not made";
  return (await answers(paths)) ? `up at unix://${paths.dockerSocket}` : "down";
}

/** Runs the lab's `docker` and returns what it writes. */
export function docker(paths: LabPaths, words: readonly string[]): Promise<string> {
  return run(join(paths.docker, "usr/bin/docker"), words, { environment: dockerEnvironment(paths) });
}

/** Unpacks the engine and says whether it is another one than before. */
async function unpack(paths: LabPaths, progress: Progress): Promise<boolean> {
  await unpackRunc(paths, progress);
  const from = [SUITE, ...PACKAGES].join(" ");
  const isNew = !isMade(paths.docker, from);
  if (isNew) {
    const files = await downloadPackages(paths, SUITE, PACKAGES, progress);
    await progress.step("unpack the engine", () =>
      makeFolder(paths.docker, from, async (folder) => {
        for (const file of files) await run("dpkg-deb", ["--extract", file, folder]);
        // One package holds a folder that its owner may not enter.
        await run("chmod", ["-R", "u+rwX,go+rX", folder]);
      }),
    );
    chmodSync(paths.docker, 0o755);
    const versions = await Promise.all(files.map(describePackage));
    noteVersions(paths, "docker", Object.fromEntries(versions.map(({ name, version }) => [name, version])));
  }
  const plugins = join(paths.dockerConfig, "cli-plugins");
  mkdirSync(plugins, { recursive: true });
  const plugin = join(plugins, "docker-buildx");
  if (!existsSync(plugin)) {
    rmSync(plugin, { force: true });
    symlinkSync(join(paths.docker, "usr/libexec/docker/cli-plugins/docker-buildx"), plugin);
  }
  return isNew;
}

function settings(paths: LabPaths, { bridge, prefix }: Network): string {
  const value = {
    "data-root": join(paths.data, "docker"),
    "exec-root": join(paths.run, "docker"),
    pidfile: join(paths.run, "docker", "docker.pid"),
    hosts: [`unix://${paths.dockerSocket}`],
    bridge,
    "default-address-pools": [{ base: `${prefix}.128.0/17`, size: 24 }],
    // The rules are ours (see network.ts); published ports are passed on by the engine's own proxy.
    iptables: false,
    ip6tables: false,
    "ip-forward": false,
    "ip-masq": false,
    "userland-proxy": true,
    "userland-proxy-path": join(paths.docker, "usr/sbin/docker-proxy"),
    "init-path": join(paths.docker, "usr/bin/tini-static"),
    "default-runtime": "lab",
    runtimes: { lab: { path: runcPath(paths) } },
    "exec-opts": ["native.cgroupdriver=cgroupfs"],
    "cgroup-parent": `/${belongings(paths).group}`,
    features: { "containerd-snapshotter": true },
    "storage-driver": "overlayfs",
    "registry-mirrors": [`http://${paths.registryAddress}`],
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function belongings(paths: LabPaths): Belongings {
  return {
    programs: [paths.docker],
    group: `plimsoll-${paths.id}-docker`,
    mounts: [join(paths.data, "docker"), join(paths.run, "docker")],
  };
}

function settingsPath(paths: LabPaths): string {
  return join(paths.run, "daemon.json");
}

function pidFile(paths: LabPaths): string {
  return join(paths.run, "dockerd.pid");
}

/** Whether the engine answers on its socket. */
function answers({ dockerSocket }: LabPaths): Promise<boolean> {
  if (!existsSync(dockerSocket)) return Promise.resolve(false);
  return new Promise((settle) => {
    const request = get({ socketPath: dockerSocket, path: "/_ping", timeout: 5_000 }, (response) => {
      response.resume();
      settle(response.statusCode === 200);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => settle(false));
  });
}

async function removeContainers(paths: LabPaths): Promise<void> {
  const listed = await docker(paths, ["ps", "--all", "--quiet"]);
  if (listed !== "") await docker(paths, ["rm", "--force", "--volumes", ...listed.split("\n")]);
  await docker(paths, ["network", "prune", "--force"]);
}
