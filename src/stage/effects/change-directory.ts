import { defineEffect } from "./define-effect.ts";

/** `cd`, and `pushd` as far as the RUN goes on in the new folder. */
export const effect = defineEffect({
  names: ["cd", "pushd"],
  apply: (use, machine) => {
    const target = use.words.slice(1).find((word) => !/^-[LP@e]+$/.test(word.value));
    if (target === undefined) machine.changeDirectory(machine.home);
    else machine.changeDirectory(target.value === "-" ? undefined : machine.path(target));
  },
});
