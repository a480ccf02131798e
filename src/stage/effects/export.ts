import { defineEffect } from "./define-effect.ts";

/** `export`, `local`, `declare`, `readonly`: variables for the rest of the RUN. */
export const effect = defineEffect({
  names: ["export", "local", "declare", "readonly", "typeset"],
  apply: (use, machine) => {
    for (const { assignment } of use.words) if (assignment !== undefined) machine.assign([assignment], "yes");
  },
});
