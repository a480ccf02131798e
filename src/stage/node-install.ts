import { posix } from "node:path";
import type { Whether } from "../base/index.ts";
import type { CommandUse, ShellWord } from "../shell/index.ts";
import type { ReadWords } from "./command-line.ts";
import {
  developmentByVariable,
  install,
  isSwitchedOn,
  namedPackages,
  packagesOf,
  readFile,
  splitAt,
} from "./language-install.ts";
import type { Machine } from "./machine.ts";

/** What npm, pnpm, yarn and bun tell apart when they install. */
export interface NodeInstall {
  readonly manager: "npm" | "pnpm" | "yarn" | "bun";
  readonly action: string;
  readonly words: ReadWords;
  /** The packages that are named; none where the project's own are meant. */
  readonly names: readonly ShellWord[];
  readonly isGlobal: boolean;
  /** The project's folder, or undefined where it is not known. */
  readonly folder: string | undefined;
  readonly isFrozen: Whether;
  readonly hasDevelopment: Whether;
  readonly cache: string | undefined;
  /** What must be there besides the manifest. */
  readonly lock?: string;
}

/** Puts packages into `node_modules` of a project, or into the system. */
export function installNode(machine: Machine, request: NodeInstall): void {
  const { manager, action, words, names, isGlobal, folder, isFrozen, hasDevelopment, cache, lock } = request;
  const isProject = names.length === 0 && !isGlobal;
  const files =
    isProject && folder !== undefined ? ["package.json", ...(lock === undefined ? [] : [lock])] : [];
  install(machine, {
    manager,
    action,
    options: words.options,
    packages: namedPackages(names, splitAt),
    isFrozen: isProject ? isFrozen : "maybe",
    hasDevelopment: isProject ? hasDevelopment : "no",
    needsSources: isProject ? "maybe" : "no",
    reads: files.map((name) => readFile(machine, posix.join(folder ?? "/", name))),
    cache,
    target: isGlobal || folder === undefined ? undefined : posix.join(folder, "node_modules"),
    ...(isProject ? { content: packagesOf("node", hasDevelopment) } : {}),
  });
  // Scripts of the packages and of the project run, and a lock file is written.
  if (folder !== undefined && !isGlobal && !words.options.has("--ignore-scripts")) machine.fill(folder);
}

/** Whether packages for development come in, by the options and variables that npm and its like share. */
export function nodeDevelopment(use: CommandUse, { options, given }: ReadWords, machine: Machine): Whether {
  let answer = developmentByVariable(use, machine, "NODE_ENV");
  if (answer === "yes" && hasOmitVariable(use, machine)) answer = "no";
  for (const option of options) {
    if (/^(?:--production|--prod|-P|-p)$/.test(option)) answer = "no";
    if (option === "--dev" || option === "-D") answer = "yes";
  }
  for (const { option, value } of given) {
    const text = typeof value === "string" ? value : value.value;
    if (option === "--production" || option === "--prod") answer = text === "false" ? "yes" : "no";
    if (option === "--omit" && text === "dev") answer = "no";
    if (option === "--only") answer = text.startsWith("prod") ? "no" : "yes";
    if ((option === "--include" || option === "--also") && text.startsWith("dev")) answer = "yes";
  }
  return answer;
}

function hasOmitVariable(use: CommandUse, machine: Machine): boolean {
  const names = ["NPM_CONFIG_PRODUCTION", "npm_config_production", "YARN_PRODUCTION"];
  if (names.some((name) => isSwitchedOn(use, machine, name))) return true;
  return ["NPM_CONFIG_OMIT", "npm_config_omit"].some((name) => isSwitchedOn(use, machine, name));
}

/** Packages for development are taken out of `node_modules`. */
export function pruneNode(machine: Machine, folder: string | undefined): void {
  if (folder === undefined) return;
  const path = posix.join(folder, "node_modules");
  const known = machine.lookUp(path);
  if (known.content?.kind !== "packages") return;
  machine.write(path, { ...known, kind: "folder", content: { ...known.content, hasDevelopment: "no" } });
}

/** Runs a script of the project: it may do anything; one that builds is a build. */
export function runScript(machine: Machine, tool: string, script: string | undefined): void {
  if (script !== undefined && /build|compile|dist|bundle/.test(script)) {
    machine.note({ kind: "build", tool, output: undefined });
  }
  machine.open();
}
