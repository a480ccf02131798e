import { posix } from "node:path";
import type { Whether } from "../../base/index.ts";
import type { CommandUse } from "../../shell/index.ts";
import { type ReadWords, readWords } from "../command-line.ts";
import { install, isSwitchedOn, pathOf, readFile, textOf, variableFor } from "../language-install.ts";
import type { Machine } from "../machine.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = {
  valued: new Set(
    "-j --jobs --path --without --with --gemfile --retry -r --binstubs --standalone".split(" "),
  ),
};
const SETTINGS = new Set(["deployment", "frozen", "without", "path"]);

/** `bundle`: a project's gems, and the settings that later calls heed. */
export const effect = defineEffect({
  names: ["bundle", "bundler"],
  apply: (use, machine) => {
    const words = readWords(use, GRAMMAR);
    const action = words.operands[0]?.literal ?? (words.options.has("--version") ? "" : "install");
    if (action === "install" || action === "update") installProject(use, action, words, machine);
    else if (action === "config") configure(words, machine);
    else if (action === "exec") machine.open();
  },
});

/** Settings stay in a file of the image: they are noted for whoever asks about a later install. */
function configure({ operands, options }: ReadWords, machine: Machine): void {
  const texts = operands.slice(1).map((word) => machine.text(word));
  const name = texts.find((text) => text !== undefined && SETTINGS.has(text));
  if (name === undefined) return;
  const value = texts[texts.indexOf(name) + 1];
  if (value === "false") return;
  machine.setVariable(`BUNDLE_${name.toUpperCase()}`, value);
  machine.note({
    kind: "language-packages",
    manager: "bundler",
    action: "config",
    packages: [],
    options: new Set([...options, name]),
    isFrozen: name === "deployment" || name === "frozen" ? "yes" : "maybe",
    hasDevelopment: name === "without" && /development/.test(texts.join(" ")) ? "no" : "maybe",
    needsSources: "no",
    reads: [],
    cache: undefined,
    target: undefined,
  });
}

function installProject(use: CommandUse, action: string, words: ReadWords, machine: Machine): void {
  const { options, values } = words;
  const isFrozen =
    options.has("--deployment") ||
    options.has("--frozen") ||
    isSwitchedOn(use, machine, "BUNDLE_DEPLOYMENT") ||
    isSwitchedOn(use, machine, "BUNDLE_FROZEN");
  const gemfile = values.get("--gemfile");
  const path = pathOf(machine, values.get("--path"));
  install(machine, {
    manager: "bundler",
    action,
    options,
    isFrozen: isFrozen && action === "install" ? "yes" : "no",
    hasDevelopment: developmentOf(use, words, machine),
    needsSources: "maybe",
    reads: [gemfile === undefined ? readFile(machine, gemfileOf(use, machine)) : readFile(machine, gemfile)],
    target:
      path ??
      (options.has("--deployment") && machine.workdir !== undefined
        ? posix.join(machine.workdir, "vendor/bundle")
        : undefined),
  });
}

function gemfileOf(use: CommandUse, machine: Machine): string {
  return variableFor(use, machine, "BUNDLE_GEMFILE") ?? "Gemfile";
}

function developmentOf(use: CommandUse, { given }: ReadWords, machine: Machine): Whether {
  const groups = given.flatMap(({ option, value }) =>
    option === "--without" ? [textOf(machine, value) ?? ""] : [],
  );
  const all = [...groups, variableFor(use, machine, "BUNDLE_WITHOUT") ?? ""].join(" ");
  return /development/.test(all) ? "no" : "maybe";
}
