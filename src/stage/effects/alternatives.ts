import { defineEffect } from "./define-effect.ts";

/** `update-alternatives --install LINK NAME PATH PRIORITY`: one name for one of several programs. */
export const effect = defineEffect({
  names: ["update-alternatives", "alternatives"],
  apply: (use, machine) => {
    const at = use.words.findIndex(({ value }) => value === "--install" || value === "--slave");
    if (at === -1) return;
    const link = machine.path(use.words[at + 1]);
    const target = machine.path(use.words[at + 3]);
    if (link !== undefined && target !== undefined) machine.write(link, { kind: "link", target });
  },
});
