import { readWords } from "../command-line.ts";
import { install, namedPackages, pathOf, readFile } from "../language-install.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = {
  valued: new Set(
    "-n --name -p --prefix -c --channel -f --file --override-channels-file --platform --solver --subdir -r --root-prefix".split(
      " ",
    ),
  ),
};

/** `conda`, `mamba`, `micromamba`: packages in an environment. */
export const effect = defineEffect({
  names: ["conda", "mamba", "micromamba"],
  apply: (use, machine) => {
    const { operands, options, values, given } = readWords(use, GRAMMAR);
    const [first, second] = operands.map(({ literal }) => literal);
    const action = first === "env" ? `env ${second ?? ""}` : first;
    if (action === "run" || action === "build" || action === "activate" || action === "init") machine.open();
    if (!/^(?:install|create|update|upgrade|env (?:create|update))$/.test(action ?? "")) return;
    const names = operands.slice(first === "env" ? 2 : 1);
    const files = given.filter(({ option }) => option === "-f" || option === "--file");
    install(machine, {
      manager: "conda",
      action: action ?? "",
      options,
      packages: namedPackages(names, (text) => {
        const at = text.search(/[=<>!]/);
        return at === -1
          ? { name: text, version: undefined }
          : { name: text.slice(0, at), version: text.slice(at) };
      }),
      needsSources: "no",
      reads: files.map(({ value }) => readFile(machine, value)),
      target: pathOf(machine, values.get("-p") ?? values.get("--prefix")) ?? "/opt",
    });
  },
});
