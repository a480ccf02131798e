import { readWords } from "../command-line.ts";
import type { Machine } from "../machine.ts";
import { defineEffect } from "./define-effect.ts";

/** `sed` in place, `tee`, `dos2unix`: texts are written again. The others change files that stay. */
export const effect = defineEffect({
  names: ["sed", "tee", "dos2unix", "unix2dos", "sponge", "ed", "crudini", "augtool", "patchelf", "chattr"],
  apply: (use, machine) => {
    const { operands, options } = readWords(use, SED);
    if (use.name !== "sed") {
      for (const operand of use.name === "tee" || use.name === "dos2unix" ? operands : []) {
        for (const path of machine.paths(operand)) rewrite(machine, path);
      }
      return;
    }
    if (!options.has("-i") && !options.has("--in-place")) return;
    const isScriptGiven = ["-e", "-f", "--expression", "--file"].some((option) => options.has(option));
    for (const operand of isScriptGiven ? operands : operands.slice(1)) {
      for (const path of machine.paths(operand)) rewrite(machine, path);
    }
  },
});

const SED = { valued: new Set(["-e", "-f", "--expression", "--file"]) };

const UNKNOWN_RIGHTS = { kind: "file", owner: undefined, mode: undefined } as const;

/** The file is there, its rights stay, and what it says is not told. */
function rewrite(machine: Machine, path: string): void {
  if (path.startsWith("/dev/")) return;
  const { exists, owner, mode, kind } = machine.lookUp(path);
  if (exists === "yes" && kind !== "file") return;
  if (exists === "no") machine.write(path, { kind: "file", mode: 0o644 });
  // Of a file that may have been there nobody knows the rights.
  else machine.write(path, exists === "yes" ? { kind: "file", owner, mode } : UNKNOWN_RIGHTS);
}
