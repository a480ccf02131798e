import { hasOption } from "../account-command.ts";
import { readWords } from "../command-line.ts";
import type { Machine } from "../machine.ts";
import { findGroup, findUser } from "../user.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = { valued: new Set(["-R", "--root", "-P", "--prefix", "--conf", "--backup-to"]) };

/** `userdel`, `deluser`, `groupdel`, `delgroup`; with two names they take a user out of a group. */
export const effect = defineEffect({
  names: ["userdel", "deluser", "groupdel", "delgroup"],
  apply: (use, machine) => {
    const read = readWords(use, GRAMMAR);
    const [word, second] = read.operands;
    const name = machine.text(word);
    if (name === undefined || word === undefined) {
      machine.open();
      return;
    }
    if (second !== undefined) return;
    const isGroup =
      use.name === "groupdel" ||
      use.name === "delgroup" ||
      (use.name === "deluser" && hasOption(read, "--group"));
    const known = isGroup ? findGroup(machine.state, name) : findUser(machine.state, name);
    if (isGroup) machine.setGroup(name, { ...known, exists: "no" });
    else {
      machine.setUser(name, { ...known, exists: "no" });
      const isHomeGone = hasOption(read, "-r", "--remove", "--remove-home", "--remove-all-files");
      removeOwnGroup(name, machine);
      if (isHomeGone && known.home?.startsWith("/") === true) machine.remove(known.home);
    }
    machine.note({
      kind: "account",
      subject: isGroup ? "group" : "user",
      action: "remove",
      name,
      id: known.id,
      word,
      options: read.options,
    });
  },
});

/** The group of the user's own name goes with the user, unless others are in it. */
function removeOwnGroup(name: string, machine: Machine): void {
  const own = findGroup(machine.state, name);
  const others = [...machine.state.users.entries()].filter(([user]) => user !== name);
  const isShared = others.some(
    ([, { exists, group }]) =>
      exists !== "no" && (group === name || (own.id !== undefined && group === own.id)),
  );
  if (own.exists !== "no") machine.setGroup(name, { ...own, exists: isShared ? "maybe" : "no" });
}
