import { readWords } from "../command-line.ts";
import { install, namedPackages, splitAt } from "../language-install.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = {
  valued: new Set(["-v", "--version", "-i", "--install-dir", "-n", "--bindir", "--source", "-s", "-P", "-p"]),
};

/** `gem`: Ruby's packages, by name. */
export const effect = defineEffect({
  names: ["gem"],
  apply: (use, machine) => {
    const { operands, options, values } = readWords(use, GRAMMAR);
    const action = operands[0]?.literal ?? "";
    if (action === "install" || action === "i" || action === "update") {
      const version = values.get("-v") ?? values.get("--version");
      const text = typeof version === "string" ? version : version?.value;
      const packages = namedPackages(operands.slice(1), (name) => {
        const at = name.indexOf(":");
        return at === -1
          ? { ...splitAt(name), version: text }
          : { name: name.slice(0, at), version: name.slice(at + 1) };
      });
      install(machine, { manager: "gem", action, options, packages, needsSources: "no" });
    } else if (action === "build") machine.fill(machine.workdir ?? "/");
  },
});
