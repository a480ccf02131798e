import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { LabError } from "./process.ts";

/** Where everything of the lab is. All of it is below `root`. */
export interface LabPaths {
  /** The one folder of the lab. */
  readonly root: string;
  /** Six characters that stand for this lab where names are shared by the whole machine. */
  readonly id: string;
  /** Programs that the lab builds. */
  readonly bin: string;
  /** Downloads, kept by `clean`. */
  readonly cache: string;
  /** The stores of the engines and of the registry. */
  readonly data: string;
  /** Process ids, sockets and settings of what runs. */
  readonly run: string;
  readonly log: string;
  /** The unpacked Docker engine. */
  readonly docker: string;
  readonly dockerSocket: string;
  /** What `DOCKER_CONFIG` has to be for the lab's Docker command line. */
  readonly dockerConfig: string;
  readonly buildkitSocket: string;
  /** The settings of podman and buildah. */
  readonly podman: string;
  /** `127.0.0.1:PORT`; the port follows from the folder, so that two labs on one machine do not meet. */
  readonly registryAddress: string;
}

/** A socket's path has to fit the kernel's address structure. */
const SOCKET_PATH_LIMIT = 107;
/** Below the range from which the kernel takes ports for outgoing connections. */
const FIRST_PORT = 20_000;
const PORTS = 10_000;

/** The paths of the lab: `.lab` at the top of the repository, or where `PLIMSOLL_LAB` says. */
export function labPaths(folder = process.env.PLIMSOLL_LAB): LabPaths {
  const repository = fileURLToPath(new URL("..", import.meta.url));
  const root = folder === undefined || folder === "" ? join(repository, ".lab") : resolve(folder);
  const digest = createHash("sha256").update(root).digest();
  const dockerSocket = join(root, "run", "docker.sock");
  if (Buffer.byteLength(dockerSocket) > SOCKET_PATH_LIMIT) {
    throw new LabError(`${dockerSocket} is too long for a socket`, "Set PLIMSOLL_LAB to a shorter path.");
  }
  return {
    root,
    id: digest.toString("hex").slice(0, 6),
    bin: join(root, "bin"),
    cache: join(root, "cache"),
    data: join(root, "data"),
    run: join(root, "run"),
    log: join(root, "log"),
    docker: join(root, "docker"),
    dockerSocket,
    dockerConfig: join(root, "docker-config"),
    buildkitSocket: join(root, "run", "buildkitd.sock"),
    podman: join(root, "podman"),
    registryAddress: `127.0.0.1:${FIRST_PORT + (digest.readUInt16BE(4) % PORTS)}`,
  };
}

/** Makes the folders that every part of the lab writes to. */
export function makeLabFolders(paths: LabPaths): void {
  for (const folder of [paths.bin, paths.cache, paths.data, paths.run, paths.log]) {
    mkdirSync(folder, { recursive: true });
  }
}

/**
 * The environment in which the `docker` command line of the lab speaks to the lab's engine, also for
 * programs that are started from there; nothing of the user's own configuration is read.
 */
export function dockerEnvironment(paths: LabPaths): NodeJS.ProcessEnv {
  const { DOCKER_CONTEXT: _context, ...environment } = process.env;
  return {
    ...environment,
    PATH: [join(paths.docker, "usr/bin"), join(paths.docker, "usr/sbin"), environment.PATH].join(":"),
    DOCKER_HOST: `unix://${paths.dockerSocket}`,
    DOCKER_CONFIG: paths.dockerConfig,
  };
}
