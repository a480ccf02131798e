import { readWords } from "../command-line.ts";
import { install, namedPackages, splitAt } from "../language-install.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = { valued: new Set(["--python", "--pip-args", "-i", "--index-url", "--suffix", "--spec"]) };

/** `pipx`: tools in environments of their own. */
export const effect = defineEffect({
  names: ["pipx"],
  apply: (use, machine) => {
    const { operands, options } = readWords(use, GRAMMAR);
    const action = operands[0]?.literal;
    if (action === "install" || action === "inject" || action === "upgrade") {
      const packages = namedPackages(operands.slice(1), splitAt);
      install(machine, { manager: "pipx", action, options, packages, needsSources: "no" });
    } else if (action === "run" || action === "runpip") machine.open();
  },
});
