import { folderOf } from "./layers.ts";
import type { SourceFile } from "./source-files.ts";

/** The shortest chain of imports from the door of a file's folder to the file; the file alone where none leads there. */
export function chainTo(files: readonly SourceFile[], path: string): readonly string[] {
  const door = `src/${folderOf(path)}/index.ts`;
  const targets = new Map(
    files.map((file) => [file.path, file.imports.flatMap(({ target }) => target ?? [])]),
  );
  const chains: (readonly string[])[] = [[door]];
  const seen = new Set([door]);
  // The queue grows while it is walked: each file is added once.
  for (const chain of chains) {
    const last = chain.at(-1) ?? door;
    if (last === path) return chain;
    for (const target of targets.get(last) ?? []) {
      if (seen.has(target)) continue;
      seen.add(target);
      chains.push([...chain, target]);
    }
  }
  return [path];
}

/** The files of one circle of imports, the first of them again at the end; undefined where there is none. */
export function findCycle(files: readonly SourceFile[]): readonly string[] | undefined {
  const targets = new Map(
    files.map((file) => [file.path, file.imports.flatMap(({ target }) => target ?? [])]),
  );
  const done = new Set<string>();
  const visit = (path: string, above: readonly string[]): readonly string[] | undefined => {
    const start = above.indexOf(path);
    if (start !== -1) return [...above.slice(start), path];
    if (done.has(path)) return undefined;
    for (const target of targets.get(path) ?? []) {
      const cycle = visit(target, [...above, path]);
      if (cycle !== undefined) return cycle;
    }
    done.add(path);
    return undefined;
  };
  for (const { path } of files) {
    const cycle = visit(path, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
