import { defineEffect } from "./define-effect.ts";

const QUESTIONS = new Set(["--version", "-v", "-V", "-version", "--help"]);

/** Interpreters that run a file or a text: it may do anything. Asked for their version, they do nothing. */
export const effect = defineEffect({
  names: ["node", "nodejs", "ruby", "perl", "java", "php", "npx", "pnpx", "bunx", "deno"],
  apply: (use, machine) => {
    const first = use.words[1]?.value ?? "";
    if (use.words.length !== 2 || !QUESTIONS.has(first)) machine.open();
  },
});
