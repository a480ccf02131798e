import type { Machine } from "../machine.ts";
import { defineEffect } from "./define-effect.ts";

/** `find`: reads, unless it deletes or hands what it finds to a command. */
export const effect = defineEffect({
  names: ["find", "fd"],
  apply: (use, machine) => {
    const words = use.words.slice(1);
    const firstTest = words.findIndex(({ value }) => /^[-(!\\]/.test(value) && !/^-[HLPO]/.test(value));
    const places = (firstTest === -1 ? words : words.slice(0, firstTest)).filter(
      ({ value }) => !value.startsWith("-"),
    );
    const acts = words.filter(({ value }) => /^-(?:exec|execdir|ok|okdir)$/.test(value));
    const commands = acts.map((act) => words[words.indexOf(act) + 1]?.value.replace(/^.*\//, "") ?? "");
    const deletes =
      words.some(({ value }) => value === "-delete") || commands.some((name) => REMOVERS.has(name));
    if (commands.some((name) => !REMOVERS.has(name) && !TAME.has(name))) machine.open();
    if (!deletes) return;
    for (const place of places) for (const path of machine.paths(place)) thin(machine, path);
    if (places.length === 0 && machine.workdir !== undefined) thin(machine, machine.workdir);
  },
});

const REMOVERS: ReadonlySet<string> = new Set(["rm", "rmdir", "unlink", "shred"]);
/** Commands that read, or change rights and texts of files that stay. */
const TAME: ReadonlySet<string> = new Set(
  "cat chgrp chmod chown echo file grep ldd ls readlink sed sha256sum stat strip test touch dos2unix objdump".split(
    " ",
  ),
);

function thin(machine: Machine, path: string): void {
  machine.doubtCaches(path);
  if (machine.lookUp(path).kind !== "file") machine.thin(path);
}
