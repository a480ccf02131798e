import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** One file to be made, its path relative to the repository and written with `/`. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Writes the files whose content differs and returns their paths. A file is renamed into place, so that
 * a test that runs at the same time never reads half of it.
 */
export function writeChanged(root: string, files: readonly GeneratedFile[]): readonly string[] {
  const written: string[] = [];
  for (const { path, text } of files) {
    const target = join(root, path);
    if (readIfPresent(target) === text) continue;
    mkdirSync(dirname(target), { recursive: true });
    const temporary = `${target}.${process.pid}`;
    writeFileSync(temporary, text);
    renameSync(temporary, target);
    written.push(path);
  }
  return written;
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
