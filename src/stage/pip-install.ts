import { posix } from "node:path";
import type { Whether } from "../base/index.ts";
import type { CommandUse, ShellWord } from "../shell/index.ts";
import { type ReadWords, readWords } from "./command-line.ts";
import {
  homeFolder,
  install,
  isSwitchedOn,
  namedPackages,
  packagesOf,
  pathOf,
  readFile,
  textOf,
  variableFor,
} from "./language-install.ts";
import type { Machine } from "./machine.ts";
import type { ReadFile } from "./run-fact.ts";

const GRAMMAR = {
  valued: new Set(
    (
      "-r --requirement --requirements -c --constraint --constraints -e --editable -t --target -i --index-url " +
      "--extra-index-url --default-index --index -f --find-links --prefix --root --cache-dir --python -p " +
      "--platform --trusted-host --timeout --default-timeout --retries --proxy --global-option " +
      "--install-option --no-binary --only-binary --progress-bar --log --src -d --dest -w --wheel-dir " +
      "--python-version --implementation --abi --upgrade-strategy --root-user-action --config-settings -C " +
      "--report --use-feature --use-deprecated --exists-action --cert --client-cert --extra --group --build -b " +
      "--index-strategy --link-mode --python-platform --torch-backend"
    ).split(" "),
  ),
};
const QUERIES = new Set("list freeze check show search hash debug inspect index help tree".split(" "));

/** Does what pip does, or uv in its place, from the word behind `pip` on. */
export function runPip(use: CommandUse, machine: Machine, from: number, manager: "pip" | "uv"): void {
  const words = readWords(use, GRAMMAR, from);
  const action = words.operands[0]?.literal ?? "";
  if (action === "cache" || action === "uninstall" || action === "config") {
    const cache = cacheFolder(use, machine, manager);
    if (action === "cache" && cache !== undefined) machine.remove(cache);
    return;
  }
  if (action === "" || QUERIES.has(action)) return;
  if (!["install", "sync", "download", "wheel", "compile"].includes(action)) {
    machine.open();
    return;
  }
  const operands = words.operands.slice(1);
  const files = requirementFiles(words, machine, action, operands);
  const locals = [
    ...operands.filter(({ value }) => action === "install" && isLocalFolder(value)),
    ...words.given.flatMap(({ option, value }) =>
      /^(?:-e|--editable)$/.test(option) && isLocalFolder(textOf(machine, value) ?? "") ? [value] : [],
    ),
  ];
  const names = operands.filter(({ value }) => action !== "sync" && !/[/\\]|^\.|:\/\//.test(value));
  const target = targetFolder(use, words, machine);
  install(machine, {
    manager,
    action,
    options: words.options,
    packages: namedPackages(names, splitRequirement),
    isFrozen: words.options.has("--require-hashes") || action === "sync" ? "yes" : "maybe",
    hasDevelopment: developmentOf(files, [...operands, ...words.given.map(({ value }) => value)]),
    needsSources: locals.length > 0 ? "yes" : operands.every(isPlainName) ? "no" : "maybe",
    reads: [...files, ...locals.map((local) => folderOf(machine, local))],
    cache: cacheFor(use, words, machine, manager),
    target,
    ...(target === undefined || isEnvironment(target, machine)
      ? {}
      : { content: packagesOf("python", "maybe") }),
  });
}

function requirementFiles(
  words: ReadWords,
  machine: Machine,
  action: string,
  operands: readonly ShellWord[],
): readonly ReadFile[] {
  const named = words.given.flatMap(({ option, value }) =>
    /^(?:-r|--requirements?|-c|--constraints?)$/.test(option) ? [value] : [],
  );
  // `uv pip sync` takes its files without an option.
  return [...named, ...(action === "sync" ? operands : [])]
    .filter((value) => !/^-$|:\/\//.test(typeof value === "string" ? value : value.value))
    .map((value) => readFile(machine, value));
}

/** A folder as pip takes one: `.`, `./x`, `.[extra]`; files of packages are none. */
function isLocalFolder(text: string): boolean {
  return /^\.{1,2}(?:\/|\[|$)/.test(text) && !/\.(?:whl|zip|tar\.gz|tgz|tar\.bz2)$/.test(text);
}

function folderOf(machine: Machine, value: ShellWord | string): ReadFile {
  const text = (textOf(machine, value) ?? "").replace(/\[[^\]]*\]$/, "");
  const path = text === "" ? undefined : machine.resolve(text);
  const word = typeof value === "string" ? undefined : value;
  return { path, word, exists: path === undefined ? "maybe" : machine.lookUp(path).exists };
}

function isPlainName({ literal }: ShellWord): boolean {
  return literal !== undefined && /^[A-Za-z0-9]/.test(literal) && !literal.includes("/");
}

function splitRequirement(text: string): { readonly name: string; readonly version: string | undefined } {
  const match = /^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?\s*([=<>!~@].*)?$/.exec(text);
  return { name: match?.[1] ?? text, version: match?.[2]?.trim() };
}

function developmentOf(files: readonly ReadFile[], texts: readonly (ShellWord | string)[]): Whether {
  if (
    files.some(({ path }) =>
      /(?:^|[-_.])(?:dev|develop|development|test|tests|testing)\b/.test(posix.basename(path ?? "")),
    )
  )
    return "yes";
  const values = texts.map((each) => (typeof each === "string" ? each : each.value));
  if (values.some((value) => /\[(?:[^\]]*,\s*)?(?:dev|test|tests)\s*[,\]]/.test(value))) return "yes";
  return "maybe";
}

/** Where what is downloaded stays, or undefined where nothing is kept or that cannot be told. */
function cacheFor(
  use: CommandUse,
  words: ReadWords,
  machine: Machine,
  manager: "pip" | "uv",
): string | undefined {
  const { options, values } = words;
  if (options.has("--no-index") || use.hasMoreWords) return undefined;
  // pip takes the beginning of an option for all of it.
  if ([...options].some((option) => option.startsWith("--no-ca"))) return undefined;
  if (manager === "uv" && (options.has("-n") || isSwitchedOn(use, machine, "UV_NO_CACHE"))) return undefined;
  // pip takes any value of the variable for yes, `0` and `off` included.
  if (manager === "pip" && hasVariable(use, machine, "PIP_NO_CACHE_DIR")) return undefined;
  const onlyLocal = words.operands.slice(1).every(({ value }) => /\.whl$/.test(value));
  if (options.has("--no-deps") && onlyLocal) return undefined;
  const given = values.get("--cache-dir");
  if (given !== undefined) return pathOf(machine, given);
  if (manager === "pip" && hasOwnConfiguration(machine)) return undefined;
  return cacheFolder(use, machine, manager);
}

function hasVariable(use: CommandUse, machine: Machine, name: string): boolean {
  const isAssigned = use.node.assignments.some((assignment) => assignment.name === name);
  if (isAssigned || use.environment.some(({ value }) => value.startsWith(`${name}=`))) return true;
  return (machine.valueOf(name) ?? "") !== "";
}

/** A configuration file that the build itself wrote may have switched the cache off. */
function hasOwnConfiguration(machine: Machine): boolean {
  const home = machine.home ?? "/root";
  const places = ["/etc/pip.conf", `${home}/.pip/pip.conf`, `${home}/.config/pip/pip.conf`];
  return places.some((path) => machine.lookUp(path).exists === "yes");
}

function cacheFolder(use: CommandUse, machine: Machine, manager: "pip" | "uv"): string | undefined {
  const variable = manager === "pip" ? "PIP_CACHE_DIR" : "UV_CACHE_DIR";
  const shared = variableFor(use, machine, "XDG_CACHE_HOME");
  const isSet = variableFor(use, machine, variable) !== undefined;
  if (!isSet && shared !== undefined && shared !== "") return machine.resolve(posix.join(shared, manager));
  return homeFolder(use, machine, `.cache/${manager}`, variable);
}

/** Where packages go: what an option names, the virtual environment in force, or undefined for the system. */
function targetFolder(use: CommandUse, { options, values }: ReadWords, machine: Machine): string | undefined {
  const given = values.get("-t") ?? values.get("--target") ?? values.get("--prefix");
  if (given !== undefined) return pathOf(machine, given);
  if (options.has("--user")) return homeFolder(use, machine, ".local", "PYTHONUSERBASE");
  return options.has("--system") ? undefined : environmentOf(use, machine);
}

/** The virtual environment that a command works in: by its own path, by VIRTUAL_ENV, or by the first of PATH. */
export function environmentOf(use: CommandUse, machine: Machine): string | undefined {
  const own = /^(\/.+)\/bin\/[^/]+$/.exec(machine.path(use.words[0]) ?? "")?.[1];
  if (use.words[0]?.value.includes("/") === true) return own === undefined || isSystem(own) ? undefined : own;
  const active = variableFor(use, machine, "VIRTUAL_ENV");
  if (active !== undefined && active !== "") return machine.resolve(active);
  const first = /^(\/[^:]+)\/bin(?::|$)/.exec(machine.valueOf("PATH") ?? "")?.[1];
  return first !== undefined && isEnvironment(first, machine) ? first : undefined;
}

function isSystem(folder: string): boolean {
  return folder === "/usr" || folder === "/usr/local";
}

function isEnvironment(path: string, machine: Machine): boolean {
  return machine.lookUp(path).content?.kind === "virtual-environment";
}
