import { readWords } from "../command-line.ts";
import type { FileFact } from "../file-tree.ts";
import type { Machine } from "../machine.ts";
import { defineEffect } from "./define-effect.ts";

const ENDINGS: ReadonlyMap<string, string> = new Map([
  ["gzip", ".gz"],
  ["gunzip", ".gz"],
  ["pigz", ".gz"],
  ["bzip2", ".bz2"],
  ["bunzip2", ".bz2"],
  ["xz", ".xz"],
  ["unxz", ".xz"],
  ["zstd", ".zst"],
  ["unzstd", ".zst"],
  ["lzma", ".lzma"],
]);

/** `gzip`, `gunzip`, `xz` and the like: each file gives way to another beside it. */
export const effect = defineEffect({
  names: [...ENDINGS.keys()],
  apply: (use, machine) => {
    const { operands, options } = readWords(use, { valued: new Set(["-S", "--suffix", "-o", "-T"]) });
    const ending = ENDINGS.get(use.name ?? "") ?? "";
    const has = (short: string, long: string) => options.has(short) || options.has(long);
    const isUnpacking =
      use.name?.startsWith("un") === true || use.name === "gunzip" || has("-d", "--decompress");
    const isApart = has("-c", "--stdout") || has("-t", "--test") || has("-l", "--list");
    const isKept = has("-k", "--keep") || use.name === "zstd" || use.name === "unzstd";
    for (const operand of operands) {
      for (const path of machine.paths(operand)) {
        if (isUnpacking) machine.note({ kind: "extraction", archive: path });
        if (isApart) continue;
        const known = machine.lookUp(path);
        replace(machine, path, isUnpacking ? strip(path, ending) : `${path}${ending}`, known, isKept);
      }
    }
  },
});

/** `a.tgz` becomes `a.tar`; what has no such ending stays as it is. */
function strip(path: string, ending: string): string {
  return path.endsWith(ending) ? path.slice(0, -ending.length) : path.replace(/\.t(?:gz|bz2?|xz)$/, ".tar");
}

function replace(machine: Machine, path: string, to: string, known: FileFact, isKept: boolean): void {
  if (to === path) return;
  const content = /\.(?:tar|gz|bz2|xz|zst|lzma)$/.test(to) ? ({ kind: "archive" } as const) : undefined;
  machine.write(to, { kind: "file", owner: known.owner, mode: known.mode, content });
  if (!isKept) machine.remove(path);
}
