import { posix } from "node:path";
import { readWords } from "../command-line.ts";
import { defineEffect } from "./define-effect.ts";

/** `rm`, `rmdir`, `unlink`: a path, or with `/*` behind it all that a folder holds. */
export const effect = defineEffect({
  names: ["rm", "rmdir", "unlink", "shred"],
  apply: (use, machine) => {
    for (const operand of readWords(use).operands) {
      for (const path of machine.paths(operand)) machine.remove(path);
      const folder = machine.globFolder(operand);
      if (folder !== undefined) machine.empty(folder);
      else if (operand.literal === undefined) {
        // A pattern takes some of a folder's files, and which is not told.
        const parent = machine.resolve(posix.dirname(operand.value));
        if (parent !== undefined && !/[*?[$`]/.test(parent)) machine.thin(parent);
      }
    }
  },
});
