import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LabPaths } from "./folder.ts";
import { readText, startOf, waitUntil } from "./process.ts";

/** How long a command waits for another that is making the lab. */
const PATIENCE_MILLISECONDS = 30 * 60_000;

/**
 * Lets one command at a time change the lab, and returns what gives the lab free again. A second command waits;
 * the lock of a process that is gone holds nobody up.
 */
export async function lockLab(paths: LabPaths, say: (text: string) => void): Promise<() => void> {
  const path = join(paths.root, "lock");
  mkdirSync(paths.root, { recursive: true });
  const mine = `${process.pid} ${startOf(process.pid)}`;
  let hasSaid = false;
  const take = () => {
    try {
      writeFileSync(path, mine, { flag: "wx" });
      return true;
    } catch {
      const [pid = "", start] = readText(path).split(" ");
      if (pid !== "" && startOf(Number(pid)) !== start) rmSync(path, { force: true });
      else if (!hasSaid) say(`waits for process ${pid}, which is at work in ${paths.root}`);
      hasSaid = true;
      return false;
    }
  };
  if (!(await waitUntil(take, PATIENCE_MILLISECONDS))) throw new Error(`${path} is held by another process`);
  return () => rmSync(path, { force: true });
}
