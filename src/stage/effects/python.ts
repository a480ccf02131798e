import { readWords } from "../command-line.ts";
import { runPip } from "../pip-install.ts";
import { makeEnvironment, ownInterpreter } from "../virtual-environment.ts";
import { defineEffect } from "./define-effect.ts";

const MINORS = ["3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15"];
const VENV = { valued: new Set(["--prompt", "-p", "--python"]) };

/** `python`: `-m pip` and `-m venv` are known; any other module, file or text may do anything. */
export const effect = defineEffect({
  names: [
    "python",
    "python2",
    "python3",
    "python2.7",
    "python3.4",
    "python3.5",
    ...MINORS.map((minor) => `python${minor}`),
  ],
  apply: (use, machine) => {
    const at = use.words.findIndex((word, index) => index > 0 && !/^-[IEsSuBO]+$/.test(word.value));
    const first = use.words[at]?.value;
    const name = use.words[at + 1]?.literal;
    if (first === "--version" || first === "-V") return;
    if (first === "-m" && name === "pip") runPip(use, machine, at + 2, "pip");
    else if (first === "-m" && (name === "venv" || name === "virtualenv")) {
      const [folder] = readWords(use, VENV, at + 2).operands;
      makeEnvironment(machine, machine.path(folder), ownInterpreter(use, machine));
    } else if (first === "-m" && (name === "compileall" || name === "ensurepip")) machine.fill("/usr/local");
    else machine.open();
  },
});
