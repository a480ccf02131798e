import { posix } from "node:path";
import { readWords } from "../command-line.ts";
import type { Machine } from "../machine.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = {
  valued: new Set([
    "-t",
    "--target-directory",
    "-S",
    "--suffix",
    "-m",
    "--mode",
    "-o",
    "-g",
    "--owner",
    "--group",
  ]),
};

/** `cp`, `mv`, `install`: what stood at the sources stands at the destination; moved, it stood there alone. */
export const effect = defineEffect({
  names: ["cp", "mv", "install", "rsync"],
  apply: (use, machine) => {
    const { operands, options, values } = readWords(use, GRAMMAR);
    const isMove = use.name === "mv";
    if (use.name === "install" && (options.has("-d") || options.has("--directory"))) {
      for (const operand of operands) {
        for (const path of machine.paths(operand)) machine.write(path, { kind: "folder" });
      }
      return;
    }
    const given = values.get("-t") ?? values.get("--target-directory");
    const target =
      given === undefined
        ? machine.path(operands.at(-1))
        : typeof given === "string"
          ? machine.resolve(given)
          : machine.path(given);
    const sources = given === undefined ? operands.slice(0, -1) : operands;
    if (target === undefined) {
      machine.open();
      return;
    }
    for (const source of sources) {
      const paths = machine.paths(source);
      if (paths.length === 0) openInside(machine, target);
      for (const path of paths)
        transfer(machine, path, target, sources.length > 1 || source.value.endsWith("/."), isMove);
    }
  },
});

function transfer(
  machine: Machine,
  path: string,
  target: string,
  isIntoFolder: boolean,
  isMove: boolean,
): void {
  const files = machine.files;
  const from = machine.lookUp(path);
  const at = machine.lookUp(target);
  const into = isIntoFolder || (at.kind === "folder" && at.exists === "yes");
  if (!into && at.exists === "maybe" && at.kind !== "file") {
    // Whether the source becomes the target or goes into it depends on what stands there.
    openInside(machine, target);
  }
  const place = into ? posix.join(target, posix.basename(path)) : target;
  const { owner: _, ...known } = from;
  machine.write(place, {
    ...known,
    exists: "yes",
    sources: from.kind === "file" ? [] : [{ kind: "tree", tree: files, path }],
  });
  if (isMove) machine.remove(path);
}

function openInside(machine: Machine, target: string): void {
  const { owner, mode, kind } = machine.lookUp(target);
  machine.write(target, {
    kind: kind === "file" ? "file" : "folder",
    owner,
    mode,
    sources: [{ kind: "unknown" }],
  });
}
