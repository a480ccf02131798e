import { readWords } from "../command-line.ts";
import { defineEffect } from "./define-effect.ts";

const PACKAGES = "/var/cache/pacman/pkg";
const DATABASES = "/var/lib/pacman/sync";

/** `pacman`: `-S` puts packages in, `-y` with it fetches the lists, `-R` takes out. Spec: pacman(8). */
export const effect = defineEffect({
  names: ["pacman", "yay", "paru"],
  apply: (use, machine) => {
    const { operands, options } = readWords(use, { valued: new Set(["--root", "--dbpath", "--cachedir"]) });
    const isSync = options.has("-S") || options.has("--sync");
    const isRemoval = options.has("-R") || options.has("--remove");
    const isLocal = options.has("-U") || options.has("--upgrade");
    if (!isSync && !isRemoval && !isLocal) return;
    const isClean = isSync && (options.has("-c") || options.has("--clean"));
    const isUpdate = options.has("-y") || options.has("--refresh");
    if (isClean) machine.doubtCaches(PACKAGES);
    if (isSync && isUpdate) machine.keepCache(DATABASES);
    const isUpgrade = isSync && (options.has("-u") || options.has("--sysupgrade"));
    if (!isClean && (isUpgrade || (isSync && operands.length > 0))) machine.keepCache(PACKAGES);
    const packages = operands.map((word) => ({
      name: machine.text(word) ?? word.value,
      version: undefined,
      word,
    }));
    const named = packages.map(({ name }) => name).filter((name) => /^[a-z0-9][a-z0-9@+_.-]*$/i.test(name));
    if (isSync && !isClean) machine.setPackages(named, "yes");
    if (isRemoval) machine.setPackages(named, "no");
    machine.note({
      kind: "os-packages",
      manager: "pacman",
      action: isClean
        ? "clean"
        : isRemoval
          ? "remove"
          : operands.length > 0
            ? "install"
            : isUpgrade
              ? "upgrade"
              : "update",
      packages,
      options,
      isUnattended: options.has("--noconfirm") ? "yes" : use.operator === "|" ? "maybe" : "no",
      takesRecommended: "no",
    });
  },
});
