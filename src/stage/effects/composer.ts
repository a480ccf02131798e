import { posix } from "node:path";
import type { CommandUse } from "../../shell/index.ts";
import { readWords } from "../command-line.ts";
import {
  homeFolder,
  install,
  isSwitchedOn,
  namedPackages,
  pathOf,
  readFile,
  variableFor,
} from "../language-install.ts";
import type { Machine } from "../machine.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = { valued: new Set(["-d", "--working-dir", "--repository", "--stability", "-s"]) };

/** `composer`: PHP's packages, a project's or named ones. */
export const effect = defineEffect({
  names: ["composer", "composer.phar"],
  apply: (use, machine) => {
    const { operands, options, values } = readWords(use, GRAMMAR);
    const isGlobal = operands[0]?.literal === "global";
    const rest = isGlobal ? operands.slice(1) : operands;
    const action = rest[0]?.literal ?? "";
    if (/^(?:clear-?cache|cc)$/.test(action)) {
      const cache = cacheOf(use, machine);
      if (cache !== undefined) machine.remove(cache);
      return;
    }
    if (!/^(?:install|i|update|u|upgrade|require|r|create-project)$/.test(action)) {
      if (/^(?:run|run-script|exec)$/.test(action)) machine.open();
      else machine.fill(machine.workdir ?? "/");
      return;
    }
    const folder = pathOf(machine, values.get("-d") ?? values.get("--working-dir")) ?? machine.workdir;
    const isProject = (action === "install" || action === "i") && folder !== undefined && !isGlobal;
    const isDropped = options.has("--no-dev") || isSwitchedOn(use, machine, "COMPOSER_NO_DEV");
    install(machine, {
      manager: "composer",
      action: action === "i" ? "install" : action === "u" || action === "upgrade" ? "update" : action,
      options,
      packages: namedPackages(rest.slice(1), (text) => {
        const [name = text, version] = text.split(":", 2);
        return { name, version };
      }),
      isFrozen: isProject ? "maybe" : "no",
      hasDevelopment: isDropped ? "no" : isGlobal ? "no" : "yes",
      needsSources: options.has("--no-scripts") && options.has("--no-autoloader") ? "no" : "maybe",
      reads: isProject ? [readFile(machine, posix.join(folder, "composer.json"))] : [],
      cache: options.has("--no-cache") ? undefined : cacheOf(use, machine),
      target: isGlobal || folder === undefined ? undefined : posix.join(folder, "vendor"),
    });
    // Scripts of the packages and of the project run.
    if (!options.has("--no-scripts")) machine.open();
  },
});

/** Where Composer keeps its downloads. Spec: getcomposer.org, COMPOSER_CACHE_DIR, COMPOSER_HOME. */
function cacheOf(use: CommandUse, machine: Machine): string | undefined {
  const home = variableFor(use, machine, "COMPOSER_HOME");
  const below = home === undefined || home === "" ? undefined : machine.resolve(home);
  const own = variableFor(use, machine, "COMPOSER_CACHE_DIR");
  // With /dev/null nothing is kept.
  if (own === "/dev/null") return undefined;
  if ((own === undefined || own === "") && below !== undefined) return posix.join(below, "cache");
  return homeFolder(use, machine, ".composer/cache", "COMPOSER_CACHE_DIR");
}
