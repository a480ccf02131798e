import { existsSync } from "node:fs";
import { join } from "node:path";
import { findProgram, installMissing, WRITTEN_BY_LAB } from "../apt.ts";
import { writeAside } from "../aside.ts";
import type { LabPaths } from "../folder.ts";
import { LabError, readText, run } from "../process.ts";
import type { Progress } from "../progress.ts";
import { renderRegistriesConf } from "../registry/index.ts";
import { noteVersions } from "../versions.ts";
import { writeBuildRunc } from "./build-runc.ts";
import { imageDomains } from "./buildkit.ts";
import { makeNetwork, makePodmanBridge } from "./network.ts";
import { runcPath, unpackRunc } from "./runc.ts";

/** Debian's podman names helpers of its own network and control groups as mere recommendations. */
const PROGRAMS = [
  { program: "podman", package: "podman" },
  { program: "buildah", package: "buildah" },
  { program: "skopeo", package: "skopeo" },
  { program: "/usr/lib/podman/netavark", package: "netavark" },
  { program: "/usr/lib/podman/aardvark-dns", package: "aardvark-dns" },
  { program: "iptables", package: "iptables" },
  { program: "ip", package: "iproute2" },
];
/** Enough for every program that is tried, and at most what a container may be given here. */
const FILES = 16_384;
const PROCESSES = 32_768;

/** Makes podman and buildah usable with a store and settings of the lab's own; they have no server to start. */
export async function upPodman(paths: LabPaths, progress: Progress): Promise<void> {
  await unpackRunc(paths, progress);
  await installMissing(PROGRAMS, progress);
  const buildRunc = writeBuildRunc(paths);
  const made = await makeNetwork(paths);
  const { prefix } = made;
  const bridge = await makePodmanBridge(paths, made);
  const { id, podman, data, run: state } = paths;
  const store = join(data, "podman");
  const text = (value: string) => JSON.stringify(value);
  writeAside(
    join(podman, "storage.conf"),
    `[storage]\ndriver = "overlay"\ngraphroot = ${text(store)}\nrunroot = ${text(join(state, "podman"))}\n`,
  );
  writeAside(
    join(podman, "registries.conf"),
    renderRegistriesConf(paths.registryAddress, await imageDomains()),
  );
  writeAside(join(podman, "policy.json"), '{ "default": [{ "type": "insecureAcceptAnything" }] }\n');
  const limits = [`nofile=${most("open files", FILES)}`, `nproc=${most("processes", PROCESSES)}`];
  writeAside(
    join(podman, "containers.conf"),
    `[containers]
default_ulimits = ${JSON.stringify(limits)}
[network]
network_backend = "netavark"
network_config_dir = ${text(join(podman, "networks"))}
default_network = "plimsoll"
default_subnet = "${prefix}.64.0/24"
default_subnet_pools = [{ base = "${prefix}.96.0/19", size = 24 }]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
static_dir = ${text(join(store, "libpod"))}
tmp_dir = ${text(join(state, "libpod"))}
volume_path = ${text(join(store, "volumes"))}
[engine.runtimes]
runc = [${text(runcPath(paths))}]
`,
  );
  writeAside(join(podman, "networks", "plimsoll.json"), network(id, { bridge, prefix }));
  writePrograms(paths, buildRunc);
  const versions = await Promise.all([
    podmanRun(paths, ["--version"]),
    run(program(paths, "buildah"), ["--version"]),
  ]);
  const [own = "", buildah = ""] = versions.map((line) => /\d+\.\d+\.\d+/.exec(line)?.[0] ?? line);
  noteVersions(paths, "podman", { podman: own, buildah });
  progress.say(`podman ${own} and buildah ${buildah} are in ${programs(paths)}`);
}

/**
 * Where podman was not asked for, puts programs in its place that say so: whoever has the lab's folders on the PATH must
 * not meet the podman of the machine, with its own store.
 */
export function closePodman(paths: LabPaths): void {
  if (isMade(paths)) return;
  const lines = [
    `${WRITTEN_BY_LAB}in the place of podman.`,
    'echo "this lab has no podman and no buildah: npm run lab up podman" >&2',
    "exit 127",
  ];
  for (const name of ["podman", "buildah"] as const) {
    writeAside(program(paths, name), `${lines.join("\n")}\n`, 0o755);
  }
}

/** Removes podman's containers and networks; its images stay. */
export async function downPodman(paths: LabPaths, progress: Progress): Promise<void> {
  if (!isMade(paths) || findProgram("podman") === undefined) return;
  const { endPodman } = await import("./podman-down.ts");
  const own = { podman: program(paths, "podman"), buildah: program(paths, "buildah") };
  await progress.step("stop containers of podman and buildah", () => endPodman(paths, own));
}

/** What `status` says of podman and buildah. */
export async function describePodman(paths: LabPaths): Promise<string> {
  return isMade(paths) ? `ready in ${programs(paths)}` : "not made";
}

function isMade({ podman }: LabPaths): boolean {
  return existsSync(join(podman, "storage.conf"));
}

/** The folder of `podman` and `buildah` as the lab runs them, for the PATH. */
export function programs(paths: LabPaths): string {
  return join(paths.bin, "podman");
}

function program(paths: LabPaths, name: "podman" | "buildah"): string {
  return join(programs(paths), name);
}

function podmanRun(paths: LabPaths, words: readonly string[]): Promise<string> {
  return run(program(paths, "podman"), words);
}

/** Small programs before the real ones, so that whoever has them on the PATH meets the lab's settings alone. */
function writePrograms(paths: LabPaths, buildRunc: string): void {
  const real = { podman: findProgram("podman"), buildah: findProgram("buildah") };
  if (real.podman === undefined || real.buildah === undefined) {
    throw new LabError("podman and buildah were installed and are not on the PATH");
  }
  const { podman } = paths;
  const head = [
    `${WRITTEN_BY_LAB}its own settings and store, nothing of the machine's.`,
    "unset DOCKER_CONFIG CONTAINER_HOST CONTAINER_CONNECTION",
    `export CONTAINERS_CONF='${join(podman, "containers.conf")}'`,
    `export CONTAINERS_STORAGE_CONF='${join(podman, "storage.conf")}'`,
    `export CONTAINERS_REGISTRIES_CONF='${join(podman, "registries.conf")}'`,
    `export REGISTRIES_CONFIG_PATH='${join(podman, "registries.conf")}'`,
    `export REGISTRY_AUTH_FILE='${join(podman, "auth.json")}'`,
    // Build steps use the machine's network, as BuildKit's do in the lab.
    "export BUILDAH_ISOLATION=oci",
    `export BUILDAH_RUNTIME='${buildRunc}'`,
  ];
  writeAside(join(podman, "auth.json"), "{}\n");
  const write = (name: "podman" | "buildah", lines: readonly string[]) =>
    writeAside(program(paths, name), `${[...head, ...lines].join("\n")}\n`, 0o755);
  write("buildah", [`exec '${real.buildah}' "$@"`]);
  // podman takes the runtime of build steps from an option alone.
  write("podman", [
    "case $1 in",
    `  build) exec '${real.podman}' --runtime '${buildRunc}' "$@" ;;`,
    `  image) [ "$2" = build ] && exec '${real.podman}' --runtime '${buildRunc}' "$@" ;;`,
    "esac",
    `exec '${real.podman}' "$@"`,
  ]);
}

function network(
  id: string,
  { bridge, prefix }: { readonly bridge: string; readonly prefix: string },
): string {
  const value = {
    name: "plimsoll",
    id: id.repeat(11).slice(0, 64),
    driver: "bridge",
    network_interface: bridge,
    created: "2026-01-01T00:00:00Z",
    subnets: [{ subnet: `${prefix}.64.0/24`, gateway: `${prefix}.64.1` }],
    ipv6_enabled: false,
    internal: false,
    dns_enabled: true,
    ipam_options: { driver: "host-local" },
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** The hard limit of this process, or less. */
function most(limit: string, wanted: number): string {
  const line = new RegExp(`^Max ${limit} +\\S+ +(\\d+)`, "m").exec(readText("/proc/self/limits"));
  const value = Math.min(wanted, Number(line?.[1] ?? wanted));
  return `${value}:${value}`;
}
