import { readWords } from "../command-line.ts";
import { interpreterOf, makeEnvironment } from "../virtual-environment.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = { valued: new Set(["-p", "--python", "--prompt", "--app-data", "--extra-search-dir"]) };

/** `virtualenv` and `pyvenv`: a virtual environment for one interpreter. */
export const effect = defineEffect({
  names: ["virtualenv", "pyvenv"],
  apply: (use, machine) => {
    const { operands, values } = readWords(use, GRAMMAR);
    const interpreter = interpreterOf(machine, values.get("-p") ?? values.get("--python"));
    makeEnvironment(machine, machine.path(operands.at(-1)), interpreter);
  },
});
