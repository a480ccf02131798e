import { run } from "../process.ts";
import { type ImageFiles, readImageFiles } from "./image-files.ts";

/** A real image's configuration, as the engine tells it. */
export interface ImageConfig {
  readonly User?: string;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[] | null;
  readonly Cmd?: readonly string[] | null;
  readonly WorkingDir?: string;
  readonly ExposedPorts?: Readonly<Record<string, unknown>> | null;
  readonly Volumes?: Readonly<Record<string, unknown>> | null;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly StopSignal?: string;
  readonly Shell?: readonly string[] | null;
  readonly Healthcheck?: Healthcheck | null;
  readonly OnBuild?: readonly string[] | null;
  /** For Windows alone: that the command was quoted before. */
  readonly ArgsEscaped?: boolean;
}

/** A health check; times are in nanoseconds, and what is left out or 0 is the engine's default. */
export interface Healthcheck {
  readonly Test?: readonly string[];
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly StartPeriod?: number;
  readonly StartInterval?: number;
  readonly Retries?: number;
}

/** A real image, looked into. */
export interface RealImage {
  readonly config: ImageConfig;
  readonly files: ImageFiles;
}

/** Looks into an image of the lab's Docker engine; into the bytes of its files where digests are asked for. */
export async function readRealImage(image: string, hasDigests = false): Promise<RealImage> {
  const config = await readImageConfig(image);
  // The command is never run; an image without one of its own cannot be made into a container without it.
  const container = (await run("docker", ["create", "--pull", "never", image, "none"])).trim();
  try {
    return { config, files: await readImageFiles(container, hasDigests) };
  } finally {
    await run("docker", ["rm", "--force", container]);
  }
}

/** The configuration of an image of the lab's Docker engine. */
export async function readImageConfig(image: string): Promise<ImageConfig> {
  return JSON.parse(await run("docker", ["image", "inspect", "--format", "{{json .Config}}", image]));
}
