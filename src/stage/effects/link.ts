import { posix } from "node:path";
import { readWords } from "../command-line.ts";
import { defineEffect } from "./define-effect.ts";

/** `ln`: a link, or with a hard link another name for the same. */
export const effect = defineEffect({
  names: ["ln"],
  apply: (use, machine) => {
    const { operands, options } = readWords(use, { valued: new Set(["-t", "--target-directory", "-S"]) });
    const target = machine.text(operands[0]);
    const named = operands.length > 1 ? machine.path(operands.at(-1)) : undefined;
    if (target === undefined) {
      machine.open();
      return;
    }
    const isFolder = named !== undefined && machine.lookUp(named).kind === "folder";
    const place =
      named === undefined
        ? machine.resolve(posix.basename(target))
        : isFolder
          ? posix.join(named, posix.basename(target))
          : named;
    if (place === undefined) return;
    if (options.has("-s") || options.has("--symbolic")) {
      machine.write(place, { kind: "link", target });
      return;
    }
    const path = machine.resolve(target);
    machine.write(place, path === undefined ? { kind: "file" } : { ...machine.lookUp(path), exists: "yes" });
  },
});
