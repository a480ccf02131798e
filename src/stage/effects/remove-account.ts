import { hasOption } from "../account-command.ts";
import { readWords } from "../command-line.ts";
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
