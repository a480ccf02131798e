import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { mountsBelow } from "./engine/leftovers.ts";
import { readNetwork, removeNetwork } from "./engine/network.ts";
import type { LabPaths } from "./folder.ts";
import { PARTS } from "./parts.ts";
import { LabError } from "./process.ts";
import { progressFor } from "./progress.ts";

/** Stops every part and takes away what the lab changed of this machine's network. */
export async function down(paths: LabPaths): Promise<void> {
  for (const part of PARTS.toReversed()) await part.down(paths, progressFor(part.name));
  await (await import("./base/kit/scratch.ts")).removeOldScratch();
  const { step, say } = progressFor("lab");
  if (readNetwork(paths) !== undefined) {
    await step("remove the bridge and its rules", async () => {
      const stayed = await removeNetwork(paths);
      if (stayed !== undefined) say(stayed);
    });
  }
  say("is down");
}

/** Stops everything and deletes it, down to what was downloaded or to nothing at all. */
export async function clean(paths: LabPaths, withDownloads: boolean): Promise<void> {
  await down(paths);
  const mounted = mountsBelow(paths.root);
  // Deleting through a mount would delete what is mounted.
  if (mounted.length > 0) throw new LabError(`Still mounted: ${mounted.join(", ")}`, "Unmount it first.");
  const { step } = progressFor("lab");
  await step(`delete ${withDownloads ? "everything" : "everything but the downloads"}`, async () => {
    for (const name of existsSync(paths.root) ? readdirSync(paths.root) : []) {
      const path = join(paths.root, name);
      if (path !== paths.cache || withDownloads) rmSync(path, { recursive: true, force: true });
    }
    if (withDownloads) rmSync(paths.root, { recursive: true, force: true });
  });
}
