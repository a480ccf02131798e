import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LabPaths } from "../folder.ts";
import { daemonPid, LabError, readText, startDaemon, stopDaemon, waitUntil } from "../process.ts";
import type { Progress } from "../progress.ts";

const MAIN = fileURLToPath(new URL("../registry/main.ts", import.meta.url));
const START_MILLISECONDS = 30_000;

/** Starts the registry, unless it runs. */
export async function upRegistry(paths: LabPaths, progress: Progress): Promise<void> {
  if (!existsSync(MAIN)) return progress.say("has no program yet");
  if (daemonPid(pidFile(paths)) === undefined || !(await answers(paths))) {
    await progress.step("start the registry", () => start(paths));
  }
  progress.say(`is running at http://${paths.registryAddress}`);
}

/** Stops the registry; what it stores stays. */
export async function downRegistry(paths: LabPaths, progress: Progress): Promise<void> {
  if (daemonPid(pidFile(paths)) === undefined) return;
  await progress.step("stop the registry", () => stopDaemon(pidFile(paths)));
}

/** What `status` says of the registry. */
export async function describeRegistry(paths: LabPaths): Promise<string> {
  return (await answers(paths)) ? `up at http://${paths.registryAddress}` : "down";
}

async function start(paths: LabPaths): Promise<void> {
  await stopDaemon(pidFile(paths));
  const port = paths.registryAddress.split(":")[1] ?? "";
  const log = join(paths.log, "registry.log");
  startDaemon({
    program: process.execPath,
    words: [MAIN, "--folder", join(paths.data, "registry"), "--port", port],
    environment: process.env,
    folder: paths.run,
    log,
    pidFile: pidFile(paths),
  });
  const isUp = () => daemonPid(pidFile(paths)) !== undefined;
  await waitUntil(async () => !isUp() || (await answers(paths)), START_MILLISECONDS);
  if (isUp() && (await answers(paths))) return;
  throw new LabError(
    `The registry did not come up:\n${readText(log).trimEnd().split("\n").slice(-15).join("\n")}`,
    `Is port ${port} of this machine taken? It follows from the lab's folder: PLIMSOLL_LAB moves both.`,
  );
}

async function answers({ registryAddress }: LabPaths): Promise<boolean> {
  try {
    const response = await fetch(`http://${registryAddress}/v2/`, { signal: AbortSignal.timeout(5_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function pidFile(paths: LabPaths): string {
  return join(paths.run, "registry.pid");
}
