import { readWords } from "../command-line.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = { valued: new Set(["-o", "-R", "-K", "-N"]) };

/** `strip`, and `upx`, which packs a program so that its symbols weigh nothing. */
export const effect = defineEffect({
  names: ["strip", "upx", "upx-ucl"],
  apply: (use, machine) => {
    for (const operand of readWords(use, GRAMMAR).operands) {
      for (const path of machine.paths(operand)) {
        const known = machine.lookUp(path);
        if (known.content?.kind !== "binary") continue;
        machine.write(path, { ...known, content: { ...known.content, isStripped: "yes" } });
      }
    }
  },
});
