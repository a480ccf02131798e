import type { Whether } from "../../base/index.ts";
import type { CommandUse, ShellWord } from "../../shell/index.ts";
import { readAptSetting } from "../apt-settings.ts";
import { type ReadWords, readWords } from "../command-line.ts";
import type { Machine } from "../machine.ts";
import type { NamedPackage } from "../run-fact.ts";
import { defineEffect } from "./define-effect.ts";

const LISTS = "/var/lib/apt/lists";
const ARCHIVES = "/var/cache/apt/archives";
const GRAMMAR = {
  valued: new Set([
    "-o",
    "--option",
    "-t",
    "--target-release",
    "--default-release",
    "-c",
    "--config-file",
    "-a",
  ]),
};

/** `apt-get`, `apt`, `aptitude`: lists are fetched, packages come and go. Spec: apt-get(8). */
export const effect = defineEffect({
  names: ["apt-get", "apt", "aptitude", "apt-fast"],
  apply: (use, machine) => {
    const words = readWords(use, GRAMMAR);
    const [subcommand, ...operands] = words.operands;
    if (isDryRun(words.options)) return;
    switch (subcommand?.value) {
      case "update":
        machine.keepCache(LISTS);
        note(use, machine, words, "update", []);
        return;
      case "install":
      case "reinstall":
      case "build-dep":
        install(use, machine, words, operands, subcommand.value === "build-dep");
        return;
      case "upgrade":
      case "dist-upgrade":
      case "full-upgrade":
      case "safe-upgrade":
        keepArchives(machine);
        note(use, machine, words, "upgrade", []);
        return;
      case "remove":
      case "purge":
      case "autoremove":
      case "autopurge":
        remove(use, machine, words, operands);
        return;
      case "clean":
      case "distclean":
        if (machine.lookUp(ARCHIVES).content?.kind === "cache") machine.empty(ARCHIVES);
        if (subcommand.value === "distclean") machine.empty(LISTS);
        note(use, machine, words, "clean", []);
        return;
      case "autoclean":
        machine.doubtCaches(ARCHIVES);
        note(use, machine, words, "clean", []);
        return;
      case "source":
      case "download":
        if (machine.workdir !== undefined) machine.fill(machine.workdir);
        return;
      default:
      // Nothing an image keeps: search, show, list, policy, check.
    }
  },
});

function isDryRun(options: ReadonlySet<string>): boolean {
  return hasAny(options, ["-s", "--simulate", "--dry-run", "--just-print", "--print-uris", "--help", "-h"]);
}

function install(
  use: CommandUse,
  machine: Machine,
  words: ReadWords,
  operands: readonly ShellWord[],
  isBuildDependency: boolean,
): void {
  const packages = operands.flatMap((word) => readPackages(word, machine));
  keepArchives(machine);
  if (words.options.has("-d") || words.options.has("--download-only")) return;
  const named = isBuildDependency ? [] : packages.map(({ name }) => name).filter(isCertainName);
  // `name-` behind install takes a package out.
  const taken = named.filter((name) => name.endsWith("-"));
  machine.setPackages(
    named.filter((name) => !name.endsWith("-")),
    "yes",
  );
  machine.setPackages(
    taken.map((name) => name.slice(0, -1)),
    "no",
  );
  note(use, machine, words, "install", packages);
}

function remove(use: CommandUse, machine: Machine, words: ReadWords, operands: readonly ShellWord[]): void {
  const packages = operands.flatMap((word) => readPackages(word, machine));
  machine.setPackages(packages.map(({ name }) => name).filter(isCertainName), "no");
  note(use, machine, words, "remove", packages);
}

/** Archives stay, unless the hook of the official images deletes them: nobody knows of other bases. */
function keepArchives(machine: Machine): void {
  const isKept = readAptSetting(machine, "APT::Keep-Downloaded-Packages") === "yes";
  if (!isKept && machine.lookUp("/etc/apt/apt.conf.d/docker-clean").exists !== "no") return;
  machine.keepCache(ARCHIVES);
}

function note(
  use: CommandUse,
  machine: Machine,
  words: ReadWords,
  action: "update" | "install" | "remove" | "upgrade" | "clean",
  packages: readonly NamedPackage[],
): void {
  const given = settingsOf(use, machine);
  const { options } = words;
  machine.note({
    kind: "os-packages",
    manager: "apt",
    action,
    packages,
    options,
    isUnattended: whetherUnattended(use, machine, options, given),
    takesRecommended: whetherRecommends(use, machine, options, given),
  });
}

function whetherUnattended(
  use: CommandUse,
  machine: Machine,
  options: ReadonlySet<string>,
  given: readonly string[],
): Whether {
  if (hasAny(options, ["-y", "--yes", "--assume-yes"]) || countQuiet(use) >= 2) return "yes";
  // Somebody may answer through a pipe (`yes |`), or in words that `xargs` adds.
  if (use.operator === "|" || use.hasMoreWords || use.node.redirections.length > 0) return "maybe";
  if (options.has("--force-yes")) return "maybe";
  return readAptSetting(machine, "APT::Get::Assume-Yes", given) ?? "no";
}

function whetherRecommends(
  use: CommandUse,
  machine: Machine,
  options: ReadonlySet<string>,
  given: readonly string[],
): Whether {
  if (hasAny(options, ["--no-install-recommends", "--without-recommends", "-R"])) return "no";
  if (hasAny(options, ["--install-recommends", "--with-recommends"])) return "yes";
  if (use.hasMoreWords) return "maybe";
  return readAptSetting(machine, "APT::Install-Recommends", given) ?? "yes";
}

function hasAny(options: ReadonlySet<string>, wanted: readonly string[]): boolean {
  return wanted.some((option) => options.has(option));
}

/** The values of `-o`, each of which may stand several times. */
function settingsOf(use: CommandUse, machine: Machine): readonly string[] {
  const found: string[] = [];
  use.words.forEach((word, at) => {
    const text = word.value;
    const rest = /^(?:-o=?|--option=)(.+)$/s.exec(text)?.[1];
    if (rest !== undefined) found.push(rest);
    else if (text === "-o" || text === "--option") {
      // `-o Dpkg::Options::="…"` and `-o A = b` are of no interest here.
      found.push(machine.text(use.words[at + 1]) ?? "");
    }
  });
  return found;
}

/** How often `-q` is given: `-qq`, `-q -q`, `-q=2`. */
function countQuiet(use: CommandUse): number {
  let count = 0;
  for (const { value } of use.words) {
    const level = /^-q=(\d+)$/.exec(value)?.[1];
    if (level !== undefined) count = Math.max(count, Number(level));
    else if (/^-[a-zA-Z]+$/.test(value)) count += value.split("q").length - 1;
    else if (value === "--quiet") count++;
  }
  return count;
}

function readPackages(word: ShellWord, machine: Machine): readonly NamedPackage[] {
  return (machine.fields(word) ?? [word.value]).map((text) => readPackage(text, word));
}

function readPackage(text: string, word: ShellWord): NamedPackage {
  if (text.startsWith("/") || text.startsWith("./") || text.includes(".deb")) {
    return { name: text, version: undefined, word };
  }
  const match = /^([^=/:]+)(?::[a-z0-9]+)?(?:=(.*)|\/(.*))?$/s.exec(text);
  return { name: match?.[1] ?? text, version: match?.[2], word };
}

/** Whether a name is one package's: no variable, pattern, task (`name^`) or file. */
function isCertainName(name: string): boolean {
  return /^[a-z0-9][a-z0-9+.-]*$/i.test(name) && !name.endsWith(".deb");
}
