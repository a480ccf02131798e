import { defineEffect } from "./define-effect.ts";

/** What changes passwords, login shells and who is in which group: nothing that a path or a number depends on. */
export const effect = defineEffect({
  names: [
    "chage",
    "chfn",
    "chgpasswd",
    "chpasswd",
    "chsh",
    "gpasswd",
    "groupmems",
    "newgrp",
    "passwd",
    "visudo",
  ],
  apply: () => {},
});
