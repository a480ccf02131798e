import type { ShellWord } from "../../shell/index.ts";
import { readWords } from "../command-line.ts";
import { readMode } from "../file-mode.ts";
import type { Owner } from "../owner.ts";
import { defineEffect } from "./define-effect.ts";

/** `chown`, `chgrp`, `chmod`: who owns what, and what it may do. */
export const effect = defineEffect({
  names: ["chown", "chgrp", "chmod"],
  apply: (use, machine) => {
    const { operands, options } = readWords(use);
    const [first, ...paths] = operands;
    const isRecursive = options.has("-R") || options.has("--recursive");
    const given = machine.text(first);
    const changed: { path: string; word: ShellWord }[] = [];
    for (const operand of paths) {
      for (const path of machine.paths(operand)) {
        changed.push({ path, word: operand });
        const known = machine.lookUp(path);
        const mode = use.name === "chmod" ? readMode(given) : known.mode;
        const owner =
          use.name === "chmod" ? known.owner : readOwner(given, use.name === "chgrp", known.owner);
        const what = use.name === "chmod" ? "mode" : "owner";
        machine.change(path, { owner, mode }, isRecursive ? what : undefined);
      }
    }
    if (changed.length > 0) machine.note({ kind: "rights", paths: changed, isRecursive });
  },
});

function readOwner(given: string | undefined, isGroup: boolean, known: Owner | undefined): Owner {
  if (given === undefined) return { user: undefined, group: undefined };
  if (isGroup) return { user: known?.user, group: idOrName(given) };
  const [user = "", group] = given.split(/[:.]/, 2);
  return {
    user: user === "" ? known?.user : idOrName(user),
    group: group === undefined || group === "" ? known?.group : idOrName(group),
  };
}

function idOrName(text: string): number | string {
  return /^[0-9]+$/.test(text) ? Number(text) : text;
}
