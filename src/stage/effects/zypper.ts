import { readWords } from "../command-line.ts";
import { defineEffect } from "./define-effect.ts";

const CACHE = "/var/cache/zypp";
const GRAMMAR = {
  valued: new Set(
    "-R --root -r --repo --from -t --type --releasever -D --reposd-dir -C --cache-dir -x".split(" "),
  ),
};

/** `zypper`: packages come and go, metadata stays until `clean`. Spec: zypper(8). */
export const effect = defineEffect({
  names: ["zypper"],
  apply: (use, machine) => {
    const { operands, options } = readWords(use, GRAMMAR);
    const [subcommand, ...words] = operands;
    const action = ACTIONS.get(subcommand?.value ?? "");
    if (action === undefined) return;
    if (action === "clean") {
      // Packages only, unless all or the metadata is asked for as well.
      if (options.has("-a") || options.has("--all")) machine.empty(CACHE);
      else machine.doubtCaches(CACHE);
    } else if (action !== "remove") machine.keepCache(CACHE);
    const packages = words.map((word) => ({
      name: machine.text(word) ?? word.value,
      version: undefined,
      word,
    }));
    const named = packages.map(({ name }) => name).filter((name) => /^[a-z0-9_][a-z0-9+_.-]*$/i.test(name));
    if (action === "install") machine.setPackages(named, "yes");
    if (action === "remove") machine.setPackages(named, "no");
    const isUnattended = ["-n", "--non-interactive", "-y", "--no-confirm"].some((option) =>
      options.has(option),
    );
    machine.note({
      kind: "os-packages",
      manager: "zypper",
      action,
      packages,
      options,
      isUnattended: isUnattended ? "yes" : use.operator === "|" ? "maybe" : "no",
      takesRecommended: options.has("--no-recommends") ? "no" : "maybe",
    });
  },
});

const ACTIONS: ReadonlyMap<string, "update" | "install" | "remove" | "upgrade" | "clean"> = new Map([
  ["install", "install"],
  ["in", "install"],
  ["source-install", "install"],
  ["remove", "remove"],
  ["rm", "remove"],
  ["update", "upgrade"],
  ["up", "upgrade"],
  ["patch", "upgrade"],
  ["dist-upgrade", "upgrade"],
  ["dup", "upgrade"],
  ["refresh", "update"],
  ["ref", "update"],
  ["clean", "clean"],
  ["cc", "clean"],
] as const);
