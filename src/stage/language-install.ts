import { posix } from "node:path";
import type { Whether } from "../base/index.ts";
import type { CommandUse, ShellWord } from "../shell/index.ts";
import type { Content, Language } from "./content.ts";
import type { Machine } from "./machine.ts";
import type { LanguageManager, NamedPackage, ReadFile } from "./run-fact.ts";

/** An install as an effect describes it; what is left out is "maybe", none, or not known. */
export interface Install {
  readonly manager: LanguageManager;
  readonly action: string;
  readonly options: ReadonlySet<string>;
  readonly packages?: readonly NamedPackage[];
  readonly isFrozen?: Whether;
  readonly hasDevelopment?: Whether;
  readonly needsSources?: Whether;
  readonly reads?: readonly ReadFile[];
  /** Where downloads are kept; undefined where that is switched off or not known. */
  readonly cache?: string | undefined;
  readonly target?: string | undefined;
  /** What the target holds afterwards; whatever it held before where this is not given. */
  readonly content?: Content;
}

/** Takes note of an install, keeps its cache, and fills the folder that the packages land in. */
export function install(machine: Machine, { content, ...given }: Install): void {
  const fact = {
    packages: [],
    isFrozen: "maybe",
    hasDevelopment: "maybe",
    needsSources: "maybe",
    reads: [],
    cache: undefined,
    target: undefined,
    ...given,
  } as const;
  machine.note({ kind: "language-packages", ...fact });
  if (fact.cache !== undefined) machine.keepCache(fact.cache, "user");
  if (fact.target === undefined) machine.fill("/usr/local");
  else fillWith(machine, fact.target, content);
}

/** Files come into a folder, which holds `content` as a whole from now on where that is given. */
export function fillWith(machine: Machine, path: string, content: Content | undefined): void {
  machine.fill(path);
  if (content === undefined) return;
  const { owner, mode, sources } = machine.lookUp(path);
  machine.write(path, { kind: "folder", owner, mode, sources, content });
}

/** The content of a folder of packages for an interpreter of which only the language is known. */
export function packagesOf(language: Language, hasDevelopment: Whether): Content {
  const interpreter = { language, path: undefined, version: undefined, libc: undefined };
  return { kind: "packages", interpreter, hasDevelopment };
}

/**
 * The value of a variable as one command sees it: `A=b command` and `env A=b` count. Undefined where it is not
 * set, and where its value is not certain.
 */
export function variableFor(use: CommandUse, machine: Machine, name: string): string | undefined {
  const own = use.node.assignments.findLast((assignment) => assignment.name === name);
  if (own !== undefined) return machine.text(own.value);
  const word = use.environment.findLast(({ value }) => value.startsWith(`${name}=`));
  if (word !== undefined) return machine.text(word)?.slice(name.length + 1);
  return machine.valueOf(name);
}

/** Whether a variable switches something on for a command: set, and to none of the words for no. */
export function isSwitchedOn(use: CommandUse, machine: Machine, name: string): boolean {
  const value = variableFor(use, machine, name);
  return value !== undefined && !/^(?:|0|f|false|n|no|off)$/i.test(value);
}

/** What NODE_ENV and the like ask for: "no" where they leave the packages for development out. */
export function developmentByVariable(use: CommandUse, machine: Machine, name: string): Whether {
  const value = variableFor(use, machine, name);
  // An ARG without a default gives an empty value here, and some other one in a build.
  if (value === "" || (value === undefined && isGivenFor(use, machine, name))) return "maybe";
  return value === "production" ? "no" : "yes";
}

/** Whether a variable is set in some way, to a value that need not be certain. */
function isGivenFor(use: CommandUse, machine: Machine, name: string): boolean {
  const isAssigned = use.node.assignments.some((assignment) => assignment.name === name);
  return isAssigned || machine.state.declared.has(name);
}

/** A file that a command reads, found by a path or named by a word of the command. */
export function readFile(machine: Machine, file: string | ShellWord | undefined): ReadFile {
  const word = typeof file === "string" ? undefined : file;
  const path =
    typeof file === "string" ? (file.includes("$") ? undefined : machine.resolve(file)) : machine.path(file);
  return { path, word, exists: path === undefined ? "maybe" : machine.lookUp(path).exists };
}

/** The path of an option's value, which is a word or the text behind `=`. */
export function pathOf(machine: Machine, value: ShellWord | string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string") return machine.path(value);
  return /[$`*?]/.test(value) || value === "" ? undefined : machine.resolve(value);
}

/** The text of an option's value, or undefined where it is not certain. */
export function textOf(machine: Machine, value: ShellWord | string | undefined): string | undefined {
  if (typeof value === "string") return /[$`]/.test(value) ? undefined : value;
  return machine.text(value);
}

/** A folder below the running user's home, or where a variable puts it. */
export function homeFolder(
  use: CommandUse,
  machine: Machine,
  below: string,
  variable?: string,
): string | undefined {
  const set = variable === undefined ? undefined : variableFor(use, machine, variable);
  if (set !== undefined && set !== "") return machine.resolve(set);
  return machine.home === undefined ? undefined : posix.join(machine.home, below);
}

/** Packages as a command names them: `split` tells name and version apart. */
export function namedPackages(
  words: readonly ShellWord[],
  split: (text: string) => { readonly name: string; readonly version: string | undefined },
): readonly NamedPackage[] {
  return words.map((word) => ({ ...split(word.value), word }));
}

/** Splits a name from the version behind an at sign. One that opens a scope is part of the name. */
export function splitAt(text: string): { readonly name: string; readonly version: string | undefined } {
  const at = text.indexOf("@", 1);
  return at === -1
    ? { name: text, version: undefined }
    : { name: text.slice(0, at), version: text.slice(at + 1) };
}
