import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mountsBelow } from "../../engine/leftovers.ts";
import { run, startOf } from "../../process.ts";

const NAME = /^lab-base-(\d+)-/;

/** Makes a scratch folder that tells whose it is. */
export function makeScratch(): Promise<string> {
  return mkdtemp(join(tmpdir(), `lab-base-${process.pid}-`));
}

/** Deletes the scratch folders of processes that were ended before they could, with what was mounted in them. */
export async function removeOldScratch(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = NAME.exec(name)?.[1];
    if (pid === undefined || startOf(Number(pid)) !== undefined) continue;
    const folder = join(tmpdir(), name);
    for (const point of mountsBelow(folder)) await run("umount", ["--lazy", point], { good: [0, 1, 32] });
    // Deleting through a mount would delete what is mounted.
    if (mountsBelow(folder).length === 0) await rm(folder, { recursive: true, force: true });
  }
}
