import type { LabPaths } from "./folder.ts";
import type { Progress } from "./progress.ts";

/** One part of the lab that `up` brings up and `down` stops. */
export interface Part {
  readonly name: string;
  /** What the help says of it. */
  readonly about: string;
  /** The parts that have to be up before it. */
  readonly needs: readonly string[];
  up(paths: LabPaths, progress: Progress): Promise<void>;
  /** Stops it; what is not running is no failure. */
  down(paths: LabPaths, progress: Progress): Promise<void>;
  /** One line: `up at …`, `down` or `not made`. */
  describe(paths: LabPaths): Promise<string>;
}

/** The parts in the order in which they come up. Each is loaded only when it is asked for. */
export const PARTS: readonly Part[] = [
  {
    name: "registry",
    about: "a registry on loopback, which is every engine's mirror",
    needs: [],
    up: async (...words) => (await import("./engine/registry.ts")).upRegistry(...words),
    down: async (...words) => (await import("./engine/registry.ts")).downRegistry(...words),
    describe: async (paths) => (await import("./engine/registry.ts")).describeRegistry(paths),
  },
  {
    name: "docker",
    about: "the Docker engine with buildx, from Debian's packages, unpacked and not installed",
    needs: ["registry"],
    up: async (...words) => (await import("./engine/docker.ts")).upDocker(...words),
    down: async (...words) => (await import("./engine/docker.ts")).downDocker(...words),
    describe: async (paths) => (await import("./engine/docker.ts")).describeDocker(paths),
  },
];
