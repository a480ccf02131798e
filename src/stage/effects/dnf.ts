import type { CommandUse, ShellWord } from "../../shell/index.ts";
import { readWords } from "../command-line.ts";
import type { Machine } from "../machine.ts";
import type { NamedPackage, OsManager } from "../run-fact.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = {
  valued: new Set([
    ..."-c -d -e -R -x --config --exclude --installroot --releasever --enablerepo --disablerepo --repo --repoid".split(
      " ",
    ),
    ..."--setopt --disableplugin --enableplugin --rpmverbosity --comment --arch --forcearch --advisory".split(
      " ",
    ),
  ]),
};

/** Where each manager keeps metadata and packages. `yum` of newer systems is dnf, so that both may be meant. */
const CACHES: ReadonlyMap<OsManager, readonly string[]> = new Map([
  ["dnf", ["/var/cache/dnf"]],
  ["yum", ["/var/cache/yum", "/var/cache/dnf"]],
  ["microdnf", ["/var/cache/yum", "/var/cache/dnf"]],
] as const);

/** `dnf`, `yum`, `microdnf`: packages come and go, metadata stays until `clean all`. Spec: dnf(8), yum(8). */
export const effect = defineEffect({
  names: ["dnf", "dnf-3", "dnf5", "yum", "microdnf", "tdnf"],
  apply: (use, machine) => {
    const { operands, options, values } = readWords(use, GRAMMAR);
    const [subcommand, ...words] = operands;
    const manager: OsManager =
      use.name === "yum" ? "yum" : use.name === "microdnf" || use.name === "tdnf" ? "microdnf" : "dnf";
    const name = subcommand?.value ?? "";
    const action = ACTIONS.get(name);
    if (action === undefined) return;
    const caches = CACHES.get(manager) ?? [];
    if (action === "clean") clean(words[0]?.value, caches, machine);
    // With a root of its own the cache lies there, unless the host's is asked for.
    else if (action !== "remove" && !values.has("--installroot"))
      for (const path of caches) machine.keepCache(path);
    const isGroup = name.startsWith("group") || name.startsWith("module");
    const packages = isGroup ? [] : words.flatMap((word) => readPackages(word, machine));
    const named = packages.map((each) => each.name).filter((each) => /^[a-z0-9_][a-z0-9+_.-]*$/i.test(each));
    if (!values.has("--installroot")) {
      if (action === "install") machine.setPackages(named, "yes");
      if (action === "remove") machine.setPackages(named, "no");
    }
    machine.note({
      kind: "os-packages",
      manager,
      action,
      packages,
      options,
      isUnattended: whetherUnattended(use, options),
      takesRecommended: takesWeak(values, manager, use),
    });
  },
});

const ACTIONS: ReadonlyMap<string, "update" | "install" | "remove" | "upgrade" | "clean"> = new Map([
  ...["install", "localinstall", "reinstall", "groupinstall", "group", "module", "builddep", "install-n"].map(
    (name) => [name, "install"] as const,
  ),
  ...["remove", "erase", "autoremove", "groupremove"].map((name) => [name, "remove"] as const),
  ...["update", "upgrade", "distro-sync", "upgrade-minimal", "update-minimal", "swap"].map(
    (name) => [name, "upgrade"] as const,
  ),
  ...["makecache", "check-update"].map((name) => [name, "update"] as const),
  ["clean", "clean"] as const,
]);

function clean(what: string | undefined, caches: readonly string[], machine: Machine): void {
  for (const path of caches) {
    if (what === "all") machine.empty(path);
    else machine.doubtCaches(path);
  }
}

function whetherUnattended(use: CommandUse, options: ReadonlySet<string>): "yes" | "no" | "maybe" {
  if (["-y", "--assumeyes"].some((option) => options.has(option))) return "yes";
  // `assumeyes` may stand in a configuration, and microdnf's older versions never ask.
  return use.operator === "|" || use.name === "tdnf" || use.hasMoreWords ? "maybe" : "no";
}

/** Weak dependencies come in with dnf, and not with yum of old. */
function takesWeak(
  values: ReadonlyMap<string, ShellWord | string>,
  manager: OsManager,
  use: CommandUse,
): "yes" | "no" | "maybe" {
  if (manager === "yum") return "maybe";
  if (!values.has("--setopt")) return "yes";
  const isOff = use.words.some(({ value }) => /install_weak_deps\s*=\s*(?:0|false|no|off)/i.test(value));
  return isOff ? "no" : "yes";
}

/** Names carry version and architecture behind hyphens, which nothing tells apart: they stay as written. */
function readPackages(word: ShellWord, machine: Machine): readonly NamedPackage[] {
  return (machine.fields(word) ?? [word.value]).map((name) => ({ name, version: undefined, word }));
}
