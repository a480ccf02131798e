import { runPip } from "../pip-install.ts";
import { defineEffect } from "./define-effect.ts";

const MINORS = ["3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15"];

/** `pip`, under all its names. */
export const effect = defineEffect({
  names: ["pip", "pip2", "pip3", "pip2.7", "pip3.4", "pip3.5", ...MINORS.map((minor) => `pip${minor}`)],
  apply: (use, machine) => runPip(use, machine, 1, "pip"),
});
