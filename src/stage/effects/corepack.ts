import { defineEffect } from "./define-effect.ts";

/** `corepack`: names of package managers beside node, and the managers themselves. */
export const effect = defineEffect({
  names: ["corepack", "nvm", "n"],
  apply: (_, machine) => machine.fill("/usr/local"),
});
