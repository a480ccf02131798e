import { posix } from "node:path";
import type { CommandUse, ShellWord } from "../shell/index.ts";
import type { Machine } from "./machine.ts";

/** A virtual environment is made: a folder that holds links to the interpreter it is bound to. */
export function makeEnvironment(
  machine: Machine,
  path: string | undefined,
  interpreter: { readonly path: string | undefined; readonly version: string | undefined },
): void {
  if (path === undefined) {
    machine.open();
    return;
  }
  const content = {
    kind: "virtual-environment",
    interpreter: { language: "python", libc: undefined, ...interpreter },
  } as const;
  machine.write(path, { kind: "folder", mode: 0o755, sources: [{ kind: "unknown" }], content });
  for (const name of ["python", "python3"]) {
    // They are links: what is found there belongs to whom the interpreter belongs.
    const owner = { user: undefined, group: undefined };
    machine.write(posix.join(path, "bin", name), { kind: "file", owner, mode: 0o755 });
  }
}

/** What a word tells of an interpreter: its path, and the version in its name. */
export function interpreterOf(
  machine: Machine,
  word: ShellWord | string | undefined,
): { readonly path: string | undefined; readonly version: string | undefined } {
  const text = typeof word === "string" ? word : machine.text(word);
  const version = /([23]\.[0-9]+)$/.exec(text ?? "")?.[1];
  return { path: text?.startsWith("/") === true ? text : undefined, version };
}

/** The interpreter that a command names by its first word. */
export function ownInterpreter(use: CommandUse, machine: Machine): ReturnType<typeof interpreterOf> {
  return interpreterOf(machine, use.words[0]);
}
