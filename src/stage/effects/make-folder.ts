import { readWords } from "../command-line.ts";
import { readMode } from "../file-mode.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = { valued: new Set(["-m", "--mode", "-Z", "--context"]) };

/** `mkdir`: an empty folder, unless one is there already. */
export const effect = defineEffect({
  names: ["mkdir"],
  apply: (use, machine) => {
    const { operands, options, values } = readWords(use, GRAMMAR);
    const given = values.get("-m") ?? values.get("--mode");
    const mode = readMode(typeof given === "string" ? given : machine.text(given)) ?? 0o755;
    for (const operand of operands) {
      for (const path of machine.paths(operand)) {
        const known = machine.lookUp(path);
        if (known.exists === "yes") continue;
        // Without -p a folder that is there already fails the build: one that was made is empty.
        const isNew = known.exists === "no" || !(options.has("-p") || options.has("--parents"));
        const sources = isNew ? [] : [{ kind: "base" } as const];
        machine.write(path, { kind: "folder", mode, sources });
      }
    }
  },
});
