import { posix } from "node:path";
import { readWords } from "../command-line.ts";
import type { Machine } from "../machine.ts";
import { defineEffect } from "./define-effect.ts";

const GLOBAL = new Set(["-C", "-c", "--git-dir", "--work-tree", "--exec-path", "--namespace"]);
const CLONE = {
  valued: new Set(
    (
      "-b -o -u -c -j --branch --origin --upload-pack --config --depth --reference --template --separate-git-dir --jobs " +
      "--shallow-since --shallow-exclude --filter --server-option --bundle-uri"
    ).split(" "),
  ),
};

/** `git`: a clone fills a folder of its own, most other commands change files of the folder they run in. */
export const effect = defineEffect({
  names: ["git"],
  apply: (use, machine) => {
    const outer = readWords(use, { valued: GLOBAL });
    const subcommand = outer.operands[0];
    if (subcommand === undefined) return;
    const place = outer.values.get("-C");
    const from =
      place === undefined ? machine.workdir : typeof place === "string" ? place : machine.path(place);
    if (subcommand.value === "clone") {
      const { operands } = readWords(use, CLONE, use.words.indexOf(subcommand) + 1);
      const url = operands[0];
      if (url === undefined) return;
      const text = machine.text(url) ?? url.value;
      const target = operands[1] === undefined ? nameOf(text) : machine.text(operands[1]);
      const folder = target === undefined ? undefined : resolveFrom(from, target, machine);
      if (folder === undefined) machine.open();
      else machine.fill(folder);
      machine.note({
        kind: "download",
        url: text,
        urlWord: url,
        by: "git",
        output: folder,
        reader: undefined,
        isPipedToShell: false,
      });
    } else if (CHANGING.has(subcommand.value)) {
      if (from === undefined) machine.open();
      else machine.fill(from);
    }
  },
});

const CHANGING: ReadonlySet<string> = new Set(
  "am apply checkout cherry-pick clean init lfs merge pull rebase reset restore stash submodule switch worktree".split(
    " ",
  ),
);

/** The folder that a clone makes: the last part of the URL without `.git`. */
function nameOf(url: string): string | undefined {
  const name = posix.basename(url.replace(/\/+$/, "").replace(/^[^/]*:/, "")).replace(/\.git$/, "");
  return name === "" || /[$`]/.test(name) ? undefined : name;
}

function resolveFrom(from: string | undefined, target: string, machine: Machine): string | undefined {
  if (target.startsWith("/") || target.startsWith("~")) return machine.resolve(target);
  return from === undefined ? undefined : posix.join(from, target).replace(/(.)\/$/, "$1");
}
