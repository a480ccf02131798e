import type { CommandUse, ShellWord } from "../../shell/index.ts";
import { whetherAptSetting } from "../apt-settings.ts";
import { type ReadWords, readWords } from "../command-line.ts";
import type { Machine } from "../machine.ts";
import type { NamedPackage } from "../run-fact.ts";
import { defineEffect } from "./define-effect.ts";

const LISTS = "/var/lib/apt/lists";
const ARCHIVES = "/var/cache/apt/archives";
const GRAMMAR = {
  valued: new Set(["-o", "--option", "-t", "--target-release", "--default-release", "-c", "--config-file", "-a"]),
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
  return ["-s", "--simulate", "--dry-run", "--just-print", "--print-uris", "--help", "-h"].some((option) =>
    options.has(option),
  );
}

function install(
  use: CommandUse,
  machine: Machine,
  words: ReadWords,
  operands: readonly ShellWord[],
  isBuildDependency: boolean,
): void {
  const packages = operands.map((word) => readPackage(word, machine));
  keepArchives(machine);
  if (words.options.has("-d") || words.options.has("--download-only")) return;
  // `name-` behind install takes a package out, `name+` behind remove puts one in.
  const named = isBuildDependency ? [] : packages.filter(({ name }) => isCertainName(name));
  machine.setPackages(
    named.filter(({ name }) => !name.endsWith("-")).map(({ name }) => name.replace(/\+$/, "")),
    "yes",
  );
  machine.setPackages(
    named.filter(({ name }) => name.endsWith("-")).map(({ name }) => name.slice(0, -1)),
    "no",
  );
  note(use, machine, words, "install", packages);
}

function remove(use: CommandUse, machine: Machine, words: ReadWords, operands: readonly ShellWord[]): void {
  const packages = operands.map((word) => readPackage(word, machine));
  const named = packages.map(({ name }) => name).filter(isCertainName);
  machine.setPackages(
    named.filter((name) => !name.endsWith("+")),
    "no",
  );
  note(use, machine, words, "remove", packages);
}

/** Archives stay, unless the hook of the official images deletes them: nobody knows of other bases. */
function keepArchives(machine: Machine): void {
  const isKept = whetherAptSetting(machine, "APT::Keep-Downloaded-Packages", []) === "yes";
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
  const isAnswered = use.inside.includes("pipeline") && use.operator === "|";
  const asksNothing =
    ["-y", "--yes", "--assume-yes", "-qq"].some((option) => options.has(option)) || countQuiet(use) >= 2;
  const recommends = ["--no-install-recommends", "--without-recommends", "-R"].some((option) => options.has(option))
    ? "no"
    : ["--install-recommends", "--with-recommends"].some((option) => options.has(option))
      ? "yes"
      : whetherRecommends(machine, given);
  machine.note({
    kind: "os-packages",
    manager: "apt",
    action,
    packages,
    options,
    isUnattended: asksNothing
      ? "yes"
      : isAnswered || options.has("--force-yes") || use.hasMoreWords
        ? "maybe"
        : whetherAptSetting(machine, "APT::Get::Assume-Yes", given),
    takesRecommended: use.hasMoreWords ? "maybe" : recommends,
  });
}

/** Recommended packages come in unless a setting says otherwise. */
function whetherRecommends(machine: Machine, given: readonly string[]): "yes" | "no" | "maybe" {
  const name = "APT::Install-Recommends";
  // Asked of `!name`, a missing setting would read as "no": it stands for "yes" here.
  const mentioned = given.some((text) => text.toLowerCase().startsWith(name.toLowerCase()));
  if (mentioned) return whetherAptSetting(machine, name, given);
  return whetherAptSetting(machine, name, [`${name}=default`]) === "maybe"
    ? recommendsInFiles(machine, name)
    : "yes";
}

function recommendsInFiles(machine: Machine, name: string): "yes" | "no" | "maybe" {
  for (const [path, { exists, content }] of machine.files.paths()) {
    if (!path.startsWith("/etc/apt/apt.conf") || path === "/etc/apt/apt.conf.d" || exists === "no") continue;
    if (content?.kind !== "text") return "maybe";
    if (content.text.toLowerCase().includes(name.toLowerCase())) return whetherAptSetting(machine, name, []);
  }
  return "yes";
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

function readPackage(word: ShellWord, machine: Machine): NamedPackage {
  const text = machine.text(word) ?? word.value;
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
