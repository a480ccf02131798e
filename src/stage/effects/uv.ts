import { posix } from "node:path";
import type { Whether } from "../../base/index.ts";
import type { CommandUse } from "../../shell/index.ts";
import { type ReadWords, readWords } from "../command-line.ts";
import {
  homeFolder,
  install,
  isSwitchedOn,
  namedPackages,
  pathOf,
  readFile,
  splitAt,
  variableFor,
} from "../language-install.ts";
import type { Machine } from "../machine.ts";
import { runPip } from "../pip-install.ts";
import { interpreterOf, makeEnvironment } from "../virtual-environment.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = {
  valued: new Set(
    (
      "--project --directory -p --python --extra --group --no-group --only-group --package --no-extra " +
      "--no-install-package --cache-dir --index-url -i --extra-index-url --index --default-index -f --find-links " +
      "--link-mode --index-strategy --prompt --with --from --refresh-package --config-file -o --output-file"
    ).split(" "),
  ),
};

/** `uv`: what it installs for a project, in pip's place, and as tools. */
export const effect = defineEffect({
  names: ["uv"],
  apply: (use, machine) => {
    const words = readWords(use, GRAMMAR);
    const [command, second] = words.operands.map(({ literal }) => literal);
    const at = use.words.findIndex((word) => word.literal === command) + 1;
    if (command === "pip") runPip(use, machine, at, "uv");
    else if (command === "sync") sync(use, words, machine);
    else if (command === "venv") {
      const given = words.operands[1];
      const path = given === undefined ? machine.resolve(".venv") : machine.path(given);
      makeEnvironment(
        machine,
        path,
        interpreterOf(machine, words.values.get("--python") ?? words.values.get("-p")),
      );
    } else if (command === "cache") {
      const cache = cacheOf(use, machine);
      if (cache !== undefined && second !== "dir") machine.remove(cache);
    } else if (command === "add" || command === "tool") addOrTool(use, words, machine);
    else if (command === "lock") machine.fill(machine.workdir ?? "/usr/local");
    else if (command !== undefined && command !== "export" && command !== "version") machine.open();
  },
});

function addOrTool(use: CommandUse, words: ReadWords, machine: Machine): void {
  const names = words.operands.slice(words.operands[0]?.literal === "tool" ? 2 : 1);
  install(machine, {
    manager: "uv",
    action: words.operands[0]?.literal ?? "add",
    options: words.options,
    packages: namedPackages(names, splitAt),
    isFrozen: "no",
    needsSources: "no",
    cache: isUncached(use, words, machine) ? undefined : cacheOf(use, machine),
  });
}

function sync(use: CommandUse, words: ReadWords, machine: Machine): void {
  const { options, values } = words;
  const folder = pathOf(machine, values.get("--project") ?? values.get("--directory")) ?? machine.workdir;
  const isFrozen =
    options.has("--frozen") ||
    options.has("--locked") ||
    isSwitchedOn(use, machine, "UV_FROZEN") ||
    isSwitchedOn(use, machine, "UV_LOCKED");
  const given = variableFor(use, machine, "UV_PROJECT_ENVIRONMENT");
  const named = given === undefined ? ".venv" : given;
  const target = folder === undefined || named === "" ? undefined : posix.resolve(folder, named);
  const skipsProject = ["--no-install-project", "--no-install-workspace", "--no-install-local", "--only-dev"];
  const isSkipped = skipsProject.some((option) => options.has(option)) || values.has("--only-group");
  install(machine, {
    manager: "uv",
    action: "sync",
    options,
    isFrozen: isFrozen ? "yes" : "no",
    hasDevelopment: developmentOf(use, options, machine),
    // Whether the project is one that is built is said in its manifest, except where an option supposes it.
    needsSources: isSkipped ? "no" : options.has("--no-editable") ? "yes" : "maybe",
    reads: folder === undefined ? [] : [readFile(machine, posix.join(folder, "pyproject.toml"))],
    cache: isUncached(use, words, machine) ? undefined : cacheOf(use, machine),
    target,
    content: {
      kind: "virtual-environment",
      interpreter: {
        language: "python",
        libc: undefined,
        ...interpreterOf(machine, values.get("--python") ?? values.get("-p")),
      },
    },
  });
}

function developmentOf(use: CommandUse, options: ReadonlySet<string>, machine: Machine): Whether {
  if (
    options.has("--no-dev") ||
    options.has("--no-default-groups") ||
    isSwitchedOn(use, machine, "UV_NO_DEV")
  )
    return "no";
  return options.has("--dev") || options.has("--all-groups") || options.has("--only-dev") ? "yes" : "maybe";
}

function isUncached(use: CommandUse, { options }: ReadWords, machine: Machine): boolean {
  return options.has("--no-cache") || options.has("-n") || isSwitchedOn(use, machine, "UV_NO_CACHE");
}

function cacheOf(use: CommandUse, machine: Machine): string | undefined {
  return homeFolder(use, machine, ".cache/uv", "UV_CACHE_DIR");
}
