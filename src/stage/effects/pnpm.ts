import { readWords } from "../command-line.ts";
import { homeFolder, isSwitchedOn, pathOf, variableFor } from "../language-install.ts";
import { installNode, nodeDevelopment, pruneNode, runScript } from "../node-install.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = {
  valued: new Set(
    "-C --dir --filter -F --filter-prod --store-dir --registry --loglevel --reporter --package-import-method".split(
      " ",
    ),
  ),
};
const QUERIES = new Set(
  "why list ls outdated root bin audit licenses env self-update setup approve-builds".split(" "),
);

/** `pnpm`: a project's packages, its store, and scripts, which may do anything. */
export const effect = defineEffect({
  names: ["pnpm"],
  apply: (use, machine) => {
    const words = readWords(use, GRAMMAR);
    const { operands, options, values } = words;
    const action = operands[0]?.literal;
    const folder = pathOf(machine, values.get("-C") ?? values.get("--dir")) ?? machine.workdir;
    const home = variableFor(use, machine, "PNPM_HOME");
    const store =
      home === undefined
        ? homeFolder(use, machine, ".local/share/pnpm/store")
        : machine.resolve(`${home}/store`);
    if (action === "install" || action === "i" || action === "add" || action === "fetch") {
      const frozen =
        options.has("--frozen-lockfile") || action === "fetch" || isSwitchedOn(use, machine, "CI");
      const names = operands.slice(1);
      const given = values.get("--store-dir");
      installNode(machine, {
        manager: "pnpm",
        action: action === "i" ? "install" : action,
        words,
        names,
        isGlobal: options.has("-g") || options.has("--global") || (action === "add" && names.length === 0),
        folder: action === "fetch" ? undefined : folder,
        isFrozen: options.has("--no-frozen-lockfile") || !frozen ? "no" : "yes",
        hasDevelopment: nodeDevelopment(use, words, machine),
        cache: given === undefined ? store : pathOf(machine, given),
      });
    } else if (action === "prune") {
      if (nodeDevelopment(use, words, machine) === "no") pruneNode(machine, folder);
    } else if (action === "store") {
      if (store !== undefined && operands[1]?.literal === "prune") machine.remove(store);
    } else if (action === "config" || action === "set") return;
    else if (action !== undefined && !QUERIES.has(action)) {
      runScript(machine, "pnpm", action === "run" ? operands[1]?.literal : action);
    }
  },
});
