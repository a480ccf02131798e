import type { Host } from "../host/index.ts";
import type { BuildImageEvent, BuildImageResult } from "./build-event.ts";
import type { BuildImageRequest } from "./build-request.ts";
import type { ListedEngine } from "./engines.ts";

/**
 * Checks a Dockerfile and builds it. Errors among the findings stop the build unless `isChecked` is off; what the
 * engine cannot do is said before it starts. Throws `app/…` where the request is wrong, `engine/…` where there is
 * no engine or it fails, and what reading the Dockerfile throws.
 */
export async function buildImage(
  host: Host,
  request: BuildImageRequest,
  onEvent: (event: BuildImageEvent) => void,
  signal?: AbortSignal,
): Promise<BuildImageResult> {
  // Engines are loaded for those who build: every other command starts without them.
  const { checkAndBuild } = await import("./check-and-build.ts");
  return checkAndBuild(host, request, onEvent, signal);
}

/** Looks for all engines, and says what each is and can do. Throws nothing: what fails is listed. */
export async function listEngines(host: Host): Promise<readonly ListedEngine[]> {
  const { describeEngines } = await import("./engines.ts");
  return describeEngines(host);
}
