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
  textOf,
  variableFor,
} from "../language-install.ts";
import type { Machine } from "../machine.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = {
  valued: new Set(
    (
      "-C --directory -P --project -E --extras --with --without --only -G --group -f --format -o --output " +
      "-g --gitlab --dev-group"
    ).split(" "),
  ),
};

/** `poetry`, `pdm` and `pipenv`: what they install for a project, and what they write into it. */
export const effect = defineEffect({
  names: ["poetry", "pdm", "pipenv"],
  apply: (use, machine) => {
    const words = readWords(use, GRAMMAR);
    const command = words.operands[0]?.literal;
    if (command === undefined || command === "config" || command === "check" || command === "show") return;
    if (command === "cache") forgetCache(use, machine);
    else if (/^(?:install|sync|add|update|lock|require(?:ments)?)$/.test(command))
      installProject(use, words, machine);
    else if (command === "export") {
      const output = pathOf(machine, words.values.get("-o") ?? words.values.get("--output"));
      if (output !== undefined) machine.write(output, { kind: "file", mode: 0o644 });
    } else machine.open();
  },
});

function installProject(use: CommandUse, words: ReadWords, machine: Machine): void {
  const { options } = words;
  const manager = use.name === "pdm" ? "pdm" : use.name === "pipenv" ? "pipenv" : "poetry";
  const action = words.operands[0]?.literal ?? "";
  const manifest = manager === "pipenv" ? "Pipfile" : "pyproject.toml";
  const lock = manager === "pipenv" ? "Pipfile.lock" : `${manager}.lock`;
  const isAdding = words.operands.length > 1;
  install(machine, {
    manager,
    action,
    options,
    packages: namedPackages(words.operands.slice(1), splitAt),
    isFrozen: frozenOf(manager, action, options),
    hasDevelopment: developmentOf(words, manager, machine),
    needsSources: sourcesOf(words, manager),
    reads: isAdding ? [] : [readFile(machine, manifest)],
    cache:
      options.has("--no-cache") || isSwitchedOn(use, machine, "PDM_NO_CACHE")
        ? undefined
        : cacheOf(use, machine),
  });
  if (/^(?:install|sync|add|update)$/.test(action)) fillOwnEnvironment(use, manager, machine);
  const path = machine.resolve(lock);
  if (path !== undefined && (action === "lock" || action === "update"))
    machine.write(path, { kind: "file", mode: 0o644 });
}

/** The variables that put a project's environment into its own folder. */
const IN_PROJECT: ReadonlyMap<string, string> = new Map([
  ["poetry", "POETRY_VIRTUALENVS_IN_PROJECT"],
  ["pipenv", "PIPENV_VENV_IN_PROJECT"],
]);

/** The environment lies in the project where that is asked for, and may lie there by a setting of the manager. */
function fillOwnEnvironment(use: CommandUse, manager: string, machine: Machine): void {
  const path = machine.resolve(".venv");
  if (path === undefined || variableFor(use, machine, "POETRY_VIRTUALENVS_CREATE") === "false") return;
  const isAsked = isSwitchedOn(use, machine, IN_PROJECT.get(manager) ?? "");
  if (isAsked || machine.lookUp(path).exists === "yes") machine.fill(path);
  else machine.write(path, { kind: "folder", exists: "maybe", sources: [{ kind: "unknown" }] });
}

function frozenOf(manager: string, action: string, options: ReadonlySet<string>): Whether {
  if (action === "update" || action === "lock" || action === "add") return "no";
  if (manager === "poetry" || action === "sync") return "maybe";
  const asked = ["--frozen-lockfile", "--deploy", "--ignore-pipfile", "--check", "--no-lock", "--frozen"];
  return asked.some((option) => options.has(option)) ? "yes" : "no";
}

function developmentOf({ options, values, given }: ReadWords, manager: string, machine: Machine): Whether {
  if (manager === "pipenv") return options.has("--dev") || options.has("-d") ? "yes" : "no";
  if (options.has("--no-dev") || options.has("--prod") || options.has("--production")) return "no";
  if (values.has("--only") || options.has("--only-root")) return "no";
  const without = given.some(
    ({ option, value }) => option === "--without" && /\bdev/.test(textOf(machine, value) ?? "dev"),
  );
  return without ? "no" : "maybe";
}

function sourcesOf({ options }: ReadWords, manager: string): Whether {
  if (manager === "pipenv") return "no";
  const skips = ["--no-root", "--no-self", "--no-directory"];
  return skips.some((option) => options.has(option)) ? "no" : "maybe";
}

function cacheOf(use: CommandUse, machine: Machine): string | undefined {
  if (use.name === "pdm") return homeFolder(use, machine, ".cache/pdm", "PDM_CACHE_DIR");
  if (use.name === "pipenv") return homeFolder(use, machine, ".cache/pipenv", "PIPENV_CACHE_DIR");
  return homeFolder(use, machine, ".cache/pypoetry", "POETRY_CACHE_DIR");
}

function forgetCache(use: CommandUse, machine: Machine): void {
  const cache = cacheOf(use, machine);
  if (cache !== undefined) machine.remove(cache);
}
