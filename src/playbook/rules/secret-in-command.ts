import type { CommandUse } from "../../shell/index.ts";
import { defineRule, type Report } from "../define-rule.ts";
import { findCommandSecrets } from "../secret/command-secret.ts";
import { mountWord } from "../secret/mount-secret.ts";

/** Passwords that everybody is meant to know: the one that Azure App Service asks of images with an SSH server. */
const PUBLIC: ReadonlySet<string> = new Set(["Docker!"]);

/** Reports passwords and tokens that are written out in a RUN. Never shows one. */
export const rule = defineRule({
  name: "secret-in-command",
  practice: "no-secrets",
  severity: "error",
  fix: "sometimes",
  replaces: [],

  onRun(step, report, { file }) {
    const commands = step.run?.commands ?? [];
    const said = new Set<number>();
    for (const [at, use] of commands.entries()) {
      for (const { word, kind } of findCommandSecrets(use)) {
        // What `sh -c` is given is looked at twice, as its argument and as the commands in it.
        if (said.has(word.span.start)) continue;
        said.add(word.span.start);
        const where = use.name === undefined ? "this RUN" : use.name;
        report({
          at: word.span,
          secret: word.span,
          message: `${kind} is written out in ${where}, and the image's history keeps it`,
          fix: mountWord(file.evaluated.dockerfile, step, use, word),
        });
      }
      if (use.name === "chpasswd") reportPassword(commands[at - 1], report);
    }
  },
});

/** `echo name:password | chpasswd`. */
function reportPassword(use: CommandUse | undefined, report: Report): void {
  if (use === undefined || (use.name !== "echo" && use.name !== "printf")) return;
  const word = use.words.at(-1);
  const match = /^([a-z_][\w-]*):([^$`]+?)(?:\\n)?$/i.exec(word?.value ?? "");
  if (word === undefined || match === null || word.value.includes("$") || PUBLIC.has(match[2] ?? "")) return;
  const message = `the password of ${match[1]} is written out, and the image's history keeps it`;
  report({ at: word.span, secret: word.span, message });
}
