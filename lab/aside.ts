import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The file in a made folder that says what it was made from. */
const STAMP = ".made-from";

/** Whether a folder is finished and was made from the same things. */
export function isMade(folder: string, from: string): boolean {
  const stamp = join(folder, STAMP);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === from;
}

/**
 * Makes a folder beside its place and moves it there when it is finished, so that a run that is interrupted
 * leaves either the old folder or the new one, and never half of one.
 */
export async function makeFolder(
  folder: string,
  from: string,
  make: (aside: string) => Promise<void>,
): Promise<void> {
  const aside = `${folder}.making`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  await make(aside);
  writeFileSync(join(aside, STAMP), from);
  rmSync(folder, { recursive: true, force: true });
  renameSync(aside, folder);
}

/** Writes a file beside its place and moves it there; true where its text has changed. */
export function writeAside(path: string, text: string, mode = 0o644): boolean {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return false;
  mkdirSync(dirname(path), { recursive: true });
  // Two runs may write the same file.
  const aside = `${path}.making-${process.pid}`;
  writeFileSync(aside, text, { mode });
  renameSync(aside, path);
  return true;
}
