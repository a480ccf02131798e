import { defineEffect } from "./define-effect.ts";

/** `.` and `source`: a virtual environment's `activate` is known; any other file may set anything. */
export const effect = defineEffect({
  names: [".", "source"],
  apply: (use, machine) => {
    const environment = /^(.+)\/bin\/activate$/.exec(machine.path(use.words[1]) ?? "")?.[1];
    if (environment === undefined) {
      machine.note({ kind: "unknown-command", isScript: true });
      machine.open();
      return;
    }
    machine.setVariable("VIRTUAL_ENV", environment);
    const path = machine.valueOf("PATH");
    machine.setVariable("PATH", path === undefined ? undefined : `${environment}/bin:${path}`);
  },
});
