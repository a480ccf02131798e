import { posix } from "node:path";
import type { ShellWord } from "../../shell/index.ts";
import { readWords } from "../command-line.ts";
import type { Machine } from "../machine.ts";
import { defineEffect } from "./define-effect.ts";

/** `rm`, `rmdir`, `unlink`: a path, or with `/*` behind it all that a folder holds. */
export const effect = defineEffect({
  names: ["rm", "rmdir", "unlink", "shred"],
  apply: (use, machine) => {
    const removed: { path: string; isContent: boolean; word: ShellWord }[] = [];
    for (const operand of readWords(use).operands) {
      for (const path of machine.paths(operand)) {
        machine.remove(path);
        removed.push({ path, isContent: false, word: operand });
      }
      const folder = machine.globFolder(operand);
      if (folder !== undefined) {
        machine.empty(folder);
        removed.push({ path: folder, isContent: true, word: operand });
      } else if (operand.literal === undefined) thin(operand, machine);
    }
    if (removed.length > 0) machine.note({ kind: "removal", paths: removed });
  },
});

/** A pattern takes some of a folder's files, and which is not told. */
function thin(operand: ShellWord, machine: Machine): void {
  const parent = machine.resolve(posix.dirname(operand.value));
  // Whatever stands in front of the first sign of a pattern may be gone with all below it.
  const certain = machine.resolve(operand.value.replace(/[^/]*[*?[{$`].*$/s, ""));
  if (certain !== undefined && certain !== "/") machine.doubtCaches(certain);
  if (parent !== undefined && !/[*?[{$`]/.test(parent)) machine.thin(parent);
}
