import { readWords } from "../command-line.ts";
import { homeFolder, pathOf } from "../language-install.ts";
import { installNode, nodeDevelopment, runScript } from "../node-install.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = {
  valued: new Set(["--cwd", "--cache-dir", "--registry", "--filter", "--omit", "--backend"]),
};

/** `bun`: a project's packages, and scripts, which may do anything. */
export const effect = defineEffect({
  names: ["bun"],
  apply: (use, machine) => {
    const words = readWords(use, GRAMMAR);
    const { operands, options, values } = words;
    const action = operands[0]?.literal;
    if (action === "install" || action === "i" || action === "add" || action === "ci") {
      const isFrozen = options.has("--frozen-lockfile") || action === "ci";
      const given = values.get("--cache-dir");
      const cache =
        given === undefined ? homeFolder(use, machine, ".bun/install/cache") : pathOf(machine, given);
      installNode(machine, {
        manager: "bun",
        action: action === "i" ? "install" : action,
        words,
        names: operands.slice(1),
        isGlobal: options.has("-g") || options.has("--global"),
        folder: pathOf(machine, values.get("--cwd")) ?? machine.workdir,
        isFrozen: isFrozen ? "yes" : "no",
        hasDevelopment: nodeDevelopment(use, words, machine),
        cache: options.has("--no-cache") ? undefined : cache,
      });
    } else if (action !== undefined && action !== "pm") {
      runScript(machine, "bun", action === "run" ? operands[1]?.literal : action);
    }
  },
});
