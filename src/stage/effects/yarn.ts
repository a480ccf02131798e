import type { CommandUse } from "../../shell/index.ts";
import { readWords } from "../command-line.ts";
import { homeFolder, isSwitchedOn, pathOf, variableFor } from "../language-install.ts";
import type { Machine } from "../machine.ts";
import { installNode, nodeDevelopment, runScript } from "../node-install.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = {
  valued: new Set(
    (
      "--cwd --cache-folder --network-timeout --network-concurrency --registry --modules-folder --prefix " +
      "--mutex --global-folder --link-folder --mode"
    ).split(" "),
  ),
};
const QUERIES = new Set(
  "config why list info versions audit check outdated licenses bin dir version help".split(" "),
);

/** `yarn`, of either line: a project's packages, its cache, and scripts, which may do anything. */
export const effect = defineEffect({
  names: ["yarn", "yarnpkg"],
  apply: (use, machine) => {
    const words = readWords(use, GRAMMAR);
    const { operands, options, values } = words;
    const [first, second] = operands.map(({ literal }) => literal);
    const isGlobal = first === "global";
    const action =
      operands.length === 0 ? (asksOnly(options) ? undefined : "install") : isGlobal ? second : first;
    const cache = pathOf(machine, values.get("--cache-folder")) ?? cacheOf(use, machine);
    const prefix = isGlobal ? pathOf(machine, values.get("--prefix")) : undefined;
    if (prefix !== undefined) machine.fill(prefix);
    if (action === "install" || action === "add" || action === "workspaces") {
      const names = operands.slice(isGlobal ? 2 : 1);
      installNode(machine, {
        manager: "yarn",
        action,
        words,
        names: action === "add" ? names : [],
        isGlobal,
        folder: pathOf(machine, values.get("--cwd")) ?? machine.workdir,
        isFrozen: frozenOf(use, options, machine),
        hasDevelopment: nodeDevelopment(use, words, machine),
        cache: options.has("--immutable-cache") ? undefined : cache,
      });
    } else if (action === "cache") {
      if (cache !== undefined && second === "clean") machine.remove(cache);
    } else if (action === "set" || action === "plugin" || action === "policies" || action === "remove") {
      machine.fill(machine.workdir ?? "/usr/local");
    } else if (action !== undefined && !QUERIES.has(action)) {
      runScript(machine, "yarn", action === "run" ? second : action);
    }
  },
});

function asksOnly(options: ReadonlySet<string>): boolean {
  return ["-v", "--version", "-h", "--help"].some((option) => options.has(option));
}

function frozenOf(use: CommandUse, options: ReadonlySet<string>, machine: Machine): "yes" | "no" | "maybe" {
  if (options.has("--frozen-lockfile") || options.has("--immutable")) return "yes";
  if (options.has("--no-immutable")) return "no";
  // Only from its second line on yarn takes CI for a wish; without a lock file to write, nothing is frozen.
  if (options.has("--pure-lockfile") || isSwitchedOn(use, machine, "CI")) return "maybe";
  return "no";
}

/** The classic line keeps root's downloads in a place of its own. */
function cacheOf(use: CommandUse, machine: Machine): string | undefined {
  const given = variableFor(use, machine, "YARN_CACHE_FOLDER");
  if (given !== undefined && given !== "") return machine.resolve(given);
  return machine.home === "/root" ? "/usr/local/share/.cache/yarn" : homeFolder(use, machine, ".cache/yarn");
}
