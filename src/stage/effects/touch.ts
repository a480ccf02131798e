import { readWords } from "../command-line.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = { valued: new Set(["-d", "-t", "-r", "--date", "--reference"]) };

/** `touch`: an empty file, unless something is there already. */
export const effect = defineEffect({
  names: ["touch", "truncate", "mknod", "mkfifo"],
  apply: (use, machine) => {
    for (const operand of readWords(use, GRAMMAR).operands) {
      for (const path of machine.paths(operand)) {
        const known = machine.lookUp(path);
        if (known.exists === "yes") continue;
        // What may be there already keeps what it is.
        if (known.exists === "maybe") machine.write(path, { ...known, exists: "yes" });
        else machine.write(path, { kind: "file", mode: 0o644, bytes: 0 });
      }
    }
  },
});
