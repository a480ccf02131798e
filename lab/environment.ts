import { join } from "node:path";
import type { LabPaths } from "./folder.ts";

/** The environment in which every engine of the lab is found by its usual name, and none of the machine's. */
export function labEnvironment(paths: LabPaths): Readonly<Record<string, string>> {
  const folders = [
    join(paths.docker, "usr/bin"),
    ...["buildkit", "crane", "podman"].map((name) => join(paths.bin, name)),
  ];
  return {
    PATH: [...folders, process.env.PATH ?? ""].join(":"),
    DOCKER_HOST: `unix://${paths.dockerSocket}`,
    DOCKER_CONFIG: paths.dockerConfig,
    BUILDKIT_HOST: `unix://${paths.buildkitSocket}`,
    PLIMSOLL_LAB: paths.root,
  };
}
