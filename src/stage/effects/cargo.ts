import { posix } from "node:path";
import type { CommandUse } from "../../shell/index.ts";
import { type ReadWords, readWords } from "../command-line.ts";
import {
  install,
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
      "--target --target-dir --manifest-path --bin --example --profile -p --package -F --features --path --root " +
      "--git --branch --tag --rev --version --vers --config -Z -j --jobs -C --color --recipe-path --registry --index"
    ).split(" "),
  ),
};

/** `cargo`: crates that are fetched, programs that are built, tools that are installed. */
export const effect = defineEffect({
  names: ["cargo", "cross"],
  apply: (use, machine) => {
    const words = readWords(use, GRAMMAR);
    const operands = words.operands.filter(({ value }) => !value.startsWith("+"));
    const [first, second] = operands.map(({ literal }) => literal);
    const action = first === "chef" ? `chef ${second ?? ""}` : first === "b" ? "build" : first;
    if (action === "build" || action === "rustc" || action === "chef cook")
      build(use, action, words, machine);
    else if (action === "install") {
      const path = words.values.get("--path");
      install(machine, {
        manager: "cargo",
        action,
        options: words.options,
        packages: namedPackages(operands.slice(1), splitAt),
        isFrozen: isLocked(words) ? "yes" : "no",
        hasDevelopment: "no",
        needsSources: path === undefined ? "no" : "yes",
        reads:
          path === undefined
            ? []
            : [readFile(machine, posix.join(textOf(machine, path) ?? "$", "Cargo.toml"))],
        cache: registryOf(use, machine),
        target: pathOf(machine, words.values.get("--root")),
      });
    } else if (action === "fetch" || action === "vendor" || action === "update") {
      install(machine, {
        manager: "cargo",
        action,
        options: words.options,
        isFrozen: isLocked(words) ? "yes" : "no",
        needsSources: "no",
        cache: registryOf(use, machine),
        target: machine.workdir,
      });
    } else if (action === "run" || action === "test" || action === "bench" || action === "make")
      machine.open();
    else if (action !== undefined && action !== "clean") machine.fill(machine.workdir ?? "/");
  },
});

function isLocked({ options }: ReadWords): boolean {
  return options.has("--locked") || options.has("--frozen");
}

function build(use: CommandUse, action: string, words: ReadWords, machine: Machine): void {
  const { values, options } = words;
  const manifest = values.get("--manifest-path");
  const folder = machine.workdir;
  const set = values.get("--target-dir") ?? variableFor(use, machine, "CARGO_TARGET_DIR");
  const target =
    set === undefined
      ? folder === undefined
        ? undefined
        : posix.join(folder, "target")
      : pathOf(machine, set);
  install(machine, {
    manager: "cargo",
    action,
    options,
    isFrozen: isLocked(words) ? "yes" : "no",
    needsSources: action === "chef cook" ? "no" : "yes",
    reads: manifest !== undefined || action === "chef cook" ? [] : [readFile(machine, "Cargo.toml")],
    cache: registryOf(use, machine),
    target: target ?? folder,
  });
  machine.note({ kind: "build", tool: "cargo", output: undefined });
  const triple = values.get("--target");
  const profile = options.has("--release") || options.has("-r") ? "release" : "debug";
  const middle = triple === undefined ? "" : textOf(machine, triple);
  if (target === undefined || middle === undefined || values.has("--profile")) return;
  machine.fill(posix.join(target, middle, profile));
}

function registryOf(use: CommandUse, machine: Machine): string | undefined {
  const home = variableFor(use, machine, "CARGO_HOME");
  return home === undefined || home === "" ? undefined : machine.resolve(posix.join(home, "registry"));
}
