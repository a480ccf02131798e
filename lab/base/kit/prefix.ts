import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Replaces a path in all files of a tree by one that is not longer. In a program nothing may move: there
 * the path is filled up with slashes, and where it is a whole string its last part stays.
 */
export async function rewritePrefix(folder: string, from: string, to: string): Promise<void> {
  if (to.length > from.length) throw new Error(`${to} is longer than ${from}, which it is to replace`);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    if (!bytes.includes(from)) continue;
    await writeFile(
      path,
      bytes.includes(0) ? replaceInProgram(bytes, from, to) : replaceInText(bytes, from, to),
    );
  }
}

function replaceInText(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString("latin1").replaceAll(from, to), "latin1");
}

function replaceInProgram(bytes: Buffer, from: string, to: string): Buffer {
  const start = from.slice(0, from.lastIndexOf("/") + 1);
  for (let at = bytes.indexOf(from); at !== -1; at = bytes.indexOf(from, at + from.length)) {
    // A linker lets short strings begin inside longer ones: the end of a string may be one of its own.
    const replaced = bytes[at + from.length] === 0 ? start : from;
    bytes.write(to.padEnd(replaced.length, "/"), at, "latin1");
  }
  return bytes;
}
