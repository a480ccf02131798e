import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeAside } from "../aside.ts";
import type { LabPaths } from "../folder.ts";
import { daemonPid, LabError, readText, startDaemon, stopDaemon, waitUntil } from "../process.ts";
import type { Progress } from "../progress.ts";

const FOLDER = fileURLToPath(new URL("../registry/", import.meta.url));
const MAIN = join(FOLDER, "main.ts");
const START_MILLISECONDS = 30_000;

/** Starts the registry, unless it runs as it is written now. */
export async function upRegistry(paths: LabPaths, progress: Progress): Promise<void> {
  const sources = digestOfSources();
  const isSame = readText(startedFrom(paths)) === sources;
  if (daemonPid(pidFile(paths)) === undefined || !isSame || !(await answers(paths))) {
    await progress.step("start the registry", () => start(paths));
    writeAside(startedFrom(paths), sources);
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

/** What the registry's program and this Node.js are: a registry that was started from others is started anew. */
function digestOfSources(): string {
  const files = readdirSync(FOLDER).filter((name) => /^[a-z-]+\.ts$/.test(name));
  const hash = createHash("sha256").update(process.version);
  for (const name of files.sort()) hash.update(name).update(readFileSync(join(FOLDER, name)));
  return hash.digest("hex");
}

function startedFrom(paths: LabPaths): string {
  return join(paths.run, "registry.started-from");
}

function pidFile(paths: LabPaths): string {
  return join(paths.run, "registry.pid");
}
