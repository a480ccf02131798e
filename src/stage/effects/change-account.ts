import { accountNumber, groupOf, hasOption, optionText } from "../account-command.ts";
import { readWords } from "../command-line.ts";
import { findGroup, findUser } from "../user.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = {
  valued: new Set(
    (
      "-c --comment -d --home -e --expiredate -f --inactive -g --gid -G --groups -l --login -n --new-name " +
      "-p --password -R --root -P --prefix -s --shell -u --uid -v -V -w -W -Z --add-subuids --add-subgids"
    ).split(" "),
  ),
};

/** `usermod` and `groupmod`: another number, name, group or home of who is there already. */
export const effect = defineEffect({
  names: ["usermod", "groupmod"],
  apply: (use, machine) => {
    const read = readWords(use, GRAMMAR);
    const word = read.operands[0];
    const name = machine.text(word);
    if (name === undefined || word === undefined) {
      machine.open();
      return;
    }
    const { options } = read;
    if (use.name === "groupmod") {
      const group = findGroup(machine.state, name);
      const id = accountNumber(optionText(read, machine, "-g", "--gid")) ?? group.id;
      const renamed = hasOption(read, "-n", "--new-name")
        ? optionText(read, machine, "-n", "--new-name")
        : name;
      if (renamed !== name) machine.setGroup(name, { ...group, exists: "no" });
      if (renamed !== undefined) machine.setGroup(renamed, { ...group, exists: "yes", id });
      machine.note({ kind: "account", subject: "group", action: "change", name, id, word, options });
      return;
    }
    const user = findUser(machine.state, name);
    const given = optionText(read, machine, "-u", "--uid");
    const id = hasOption(read, "-u", "--uid") ? accountNumber(given) : user.id;
    const group = hasOption(read, "-g", "--gid")
      ? groupOf(optionText(read, machine, "-g", "--gid"))
      : user.group;
    const home = hasOption(read, "-d", "--home") ? optionText(read, machine, "-d", "--home") : user.home;
    const renamed = hasOption(read, "-l", "--login") ? optionText(read, machine, "-l", "--login") : name;
    if (renamed !== name) machine.setUser(name, { ...user, exists: "no" });
    // Whoever is changed was there, or the build would have stopped.
    if (renamed !== undefined) machine.setUser(renamed, { exists: "yes", id, group, home });
    machine.note({ kind: "account", subject: "user", action: "change", name, id, word, options });
  },
});
