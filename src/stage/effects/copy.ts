import { posix } from "node:path";
import { type ReadWords, readWords } from "../command-line.ts";
import { readMode } from "../file-mode.ts";
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
    const rights = rightsOf(use.name ?? "", readWords(use, GRAMMAR), machine);
    for (const source of sources) {
      const paths = machine.paths(source);
      if (paths.length === 0) openInside(machine, target);
      const isIntoFolder = sources.length > 1 || source.value.endsWith("/.");
      for (const path of paths) transfer(machine, path, target, isIntoFolder, rights);
    }
  },
});

/** What becomes of the rights of what is copied, beside its owner, who may be another one. */
interface Rights {
  readonly isMove: boolean;
  /** Whether rights below a folder stay as they are. */
  readonly isKept: boolean;
  readonly modeOf: (known: number | undefined) => number | undefined;
}

/** Bits that the usual umask takes away. */
const MASKED = 0o7022;

function rightsOf(name: string, { options, values }: ReadWords, machine: Machine): Rights {
  const isMove = name === "mv";
  if (name === "install") {
    const given = values.get("-m") ?? values.get("--mode");
    const text = given === undefined || typeof given === "string" ? given : machine.text(given);
    const mode = given === undefined ? 0o755 : readMode(text);
    return { isMove, isKept: false, modeOf: () => mode };
  }
  const isKept = isMove || ["-a", "-p", "--archive", "--preserve"].some((option) => options.has(option));
  const modeOf = (known: number | undefined): number | undefined =>
    isKept || (known !== undefined && (known & MASKED) === 0) ? known : undefined;
  return { isMove, isKept, modeOf };
}

function transfer(
  machine: Machine,
  path: string,
  target: string,
  isIntoFolder: boolean,
  { isMove, isKept, modeOf }: Rights,
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
  const changed = isKept ? {} : { changed: { owner: undefined, mode: undefined } };
  machine.write(place, {
    ...known,
    mode: modeOf(from.mode),
    exists: "yes",
    sources: from.kind === "file" ? [] : [{ kind: "tree", tree: files, path, ...changed }],
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
