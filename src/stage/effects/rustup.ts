import { defineEffect } from "./define-effect.ts";

/** `rustup`: toolchains and targets, in a folder of its own. */
export const effect = defineEffect({
  names: ["rustup"],
  apply: (_, machine) => {
    const home = machine.valueOf("RUSTUP_HOME") ?? machine.resolve("~/.rustup");
    if (home !== undefined) machine.fill(home);
  },
});
