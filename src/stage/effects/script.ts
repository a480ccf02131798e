import { defineEffect } from "./define-effect.ts";

/** A shell that runs a script, or what it reads from a pipe: anything may happen. */
export const effect = defineEffect({
  names: ["sh", "bash", "dash", "ash", "zsh", "ksh", "eval", "su", "runuser", "chroot", "script"],
  apply: (use, machine) => {
    // Asked for its version, or reading nothing at all, it does nothing.
    if (use.words[1]?.value === "--version") return;
    machine.note({ kind: "unknown-command", isScript: true });
    machine.open();
  },
});
