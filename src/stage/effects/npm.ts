import type { CommandUse } from "../../shell/index.ts";
import { readWords } from "../command-line.ts";
import { homeFolder, pathOf, textOf, variableFor } from "../language-install.ts";
import type { Machine } from "../machine.ts";
import { installNode, nodeDevelopment, pruneNode, runScript } from "../node-install.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = {
  valued: new Set(
    (
      "--prefix -C --cache --registry --loglevel --omit --include --only --also -w --workspace --userconfig " +
      "--globalconfig --tag --fetch-retries --fetch-timeout --location --network-timeout --install-strategy"
    ).split(" "),
  ),
};
const INSTALL = new Set("install i in ins inst insta instal isnt isnta isntal isntall add".split(" "));
const CLEAN_INSTALL = new Set("ci clean-install ic install-clean isntall-clean".split(" "));
const SCRIPTS = new Set(
  "run run-script rum urn start test t tst stop restart exec x it cit install-test".split(" "),
);
const WRITES = new Set(
  "update up upgrade uninstall un remove rm r link ln rebuild dedupe init set".split(" "),
);

/** `npm`: a project's packages, named ones, its cache, and scripts, which may do anything. */
export const effect = defineEffect({
  names: ["npm", "cnpm"],
  apply: (use, machine) => {
    const words = readWords(use, GRAMMAR);
    const { operands, options, values } = words;
    const action = operands[0]?.literal ?? "";
    const folder = pathOf(machine, values.get("--prefix") ?? values.get("-C")) ?? machine.workdir;
    const cache = cacheOf(use, machine);
    if (INSTALL.has(action) || CLEAN_INSTALL.has(action)) {
      const given = values.get("--cache");
      const isClean = CLEAN_INSTALL.has(action);
      const isGlobal =
        options.has("-g") ||
        options.has("--global") ||
        textOf(machine, values.get("--location")) === "global";
      installNode(machine, {
        manager: "npm",
        action: isClean ? "ci" : "install",
        words,
        names: operands.slice(1).filter(({ value }) => value !== "." && value !== "./"),
        isGlobal,
        folder,
        isFrozen: isClean ? "yes" : "no",
        hasDevelopment: nodeDevelopment(use, words, machine),
        cache:
          use.hasMoreWords || options.has("--no-cache")
            ? undefined
            : given === undefined
              ? cache
              : pathOf(machine, given),
      });
    } else if (action === "cache" && operands[1]?.literal !== "ls" && operands[1]?.literal !== "verify") {
      // Its own logs stay where the cache was.
      if (cache !== undefined) {
        machine.remove(cache);
        machine.write(cache, { kind: "folder", exists: "maybe", sources: [{ kind: "unknown" }] });
      }
    } else if (action === "prune") {
      if (nodeDevelopment(use, words, machine) === "no") pruneNode(machine, folder);
    } else if (action === "config" && operands[1]?.literal === "set")
      setCache(
        words.operands.map((word) => machine.text(word)),
        machine,
      );
    else if (SCRIPTS.has(action)) {
      runScript(machine, "npm", action.startsWith("r") ? operands[1]?.literal : undefined);
    } else if (WRITES.has(action)) machine.fill(folder ?? "/usr/local");
  },
});

function setCache(texts: readonly (string | undefined)[], machine: Machine): void {
  const [, , name = "", value] = texts;
  if (name.startsWith("cache=")) machine.setVariable("npm_config_cache", name.slice("cache=".length));
  else if (name === "cache") machine.setVariable("npm_config_cache", value);
}

function cacheOf(use: CommandUse, machine: Machine): string | undefined {
  const name =
    variableFor(use, machine, "NPM_CONFIG_CACHE") === undefined ? "npm_config_cache" : "NPM_CONFIG_CACHE";
  return homeFolder(use, machine, ".npm", name);
}
