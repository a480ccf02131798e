import { decodeSource, limits } from "../base/index.ts";
import type { Host } from "../host/index.ts";

/** A Dockerfile's path and its text. */
export interface ReadDockerfile {
  readonly path: string;
  readonly text: string;
}

/** Reads a Dockerfile; `-` is standard input. Throws what `Files.read` and `readInput` throw. */
export async function readDockerfile(
  host: Host,
  path: string,
  inputName = "<stdin>",
): Promise<ReadDockerfile> {
  if (path === "-")
    return { path: inputName, text: decodeSource(await host.readInput(limits.dockerfileBytes)) };
  return { path, text: decodeSource(await host.files.read(path, limits.dockerfileBytes)) };
}
