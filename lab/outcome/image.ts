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
  readonly Healthcheck?: { readonly Test?: readonly string[] } | null;
}

/** A real image, looked into. */
export interface RealImage {
  readonly config: ImageConfig;
  readonly files: ImageFiles;
}

/** Looks into an image of the lab's Docker engine. */
export async function readRealImage(image: string): Promise<RealImage> {
  const config: ImageConfig = JSON.parse(
    await run("docker", ["image", "inspect", "--format", "{{json .Config}}", image]),
  );
  // The command is never run; an image without one of its own cannot be made into a container without it.
  const container = (await run("docker", ["create", "--pull", "never", image, "none"])).trim();
  try {
    return { config, files: await readImageFiles(container) };
  } finally {
    await run("docker", ["rm", "--force", container]);
  }
}
