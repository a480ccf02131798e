import type { LabPaths } from "./folder.ts";
import type { Progress } from "./progress.ts";

/** One part of the lab that `up` brings up and `down` stops. */
export interface Part {
  readonly name: string;
  /** What the help says of it. */
  readonly about: string;
  /** The parts that have to be up before it. */
  readonly needs: readonly string[];
  /** Whether `up` without a name brings it. */
  readonly isUsual: boolean;
  /** Whether a compiler makes it, the first time: minutes in which other parts and base images are made. */
  readonly isCompiled?: boolean;
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
    isUsual: true,
    up: async (...words) => (await import("./engine/registry.ts")).upRegistry(...words),
    down: async (...words) => (await import("./engine/registry.ts")).downRegistry(...words),
    describe: async (paths) => (await import("./engine/registry.ts")).describeRegistry(paths),
  },
  {
    name: "docker",
    about: "the Docker engine with buildx: Debian's packages, unpacked and not installed",
    needs: ["registry"],
    isUsual: true,
    up: async (...words) => (await import("./engine/docker.ts")).upDocker(...words),
    down: async (...words) => (await import("./engine/docker.ts")).downDocker(...words),
    describe: async (paths) => (await import("./engine/docker.ts")).describeDocker(paths),
  },
  {
    name: "buildkit",
    about: "BuildKit by itself, built with this machine's Go: minutes the first time",
    needs: ["registry"],
    isUsual: true,
    isCompiled: true,
    up: async (...words) => (await import("./engine/buildkit.ts")).upBuildkit(...words),
    down: async (...words) => (await import("./engine/buildkit.ts")).downBuildkit(...words),
    describe: async (paths) => (await import("./engine/buildkit.ts")).describeBuildkit(paths),
  },
  {
    name: "podman",
    about: "podman and buildah, which are installed with apt-get where they are missing",
    needs: ["registry"],
    isUsual: false,
    up: async (...words) => (await import("./engine/podman.ts")).upPodman(...words),
    down: async (...words) => (await import("./engine/podman.ts")).downPodman(...words),
    describe: async (paths) => (await import("./engine/podman.ts")).describePodman(paths),
  },
  {
    name: "crane",
    about: "crane, a client of registries for the tests of ours, built with this machine's Go",
    needs: [],
    isUsual: false,
    isCompiled: true,
    up: async (paths, progress) => {
      const { buildGoPrograms, CRANE } = await import("./engine/go-programs.ts");
      progress.say(`is in ${await buildGoPrograms(paths, CRANE, progress)}`);
    },
    down: async () => {},
    describe: async (paths) => {
      const { CRANE, describeGoPrograms } = await import("./engine/go-programs.ts");
      return describeGoPrograms(paths, CRANE);
    },
  },
];

/** The word for all base images. */
export const BASES = "bases";
