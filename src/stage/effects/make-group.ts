import { accountNumber, hasOption, optionText } from "../account-command.ts";
import { readWords } from "../command-line.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = {
  valued: new Set(
    "-g --gid -K --key -p --password -R --root -P --prefix -U --users --conf --firstgid --lastgid".split(" "),
  ),
};

/** `groupadd`, and `addgroup` of Debian and busybox, which with two names puts a user into a group. */
export const effect = defineEffect({
  names: ["groupadd", "addgroup"],
  apply: (use, machine) => {
    const read = readWords(use, GRAMMAR);
    const [first, second] = read.operands;
    const name = machine.text(first);
    if (name === undefined || first === undefined) {
      machine.open();
      return;
    }
    if (second !== undefined) return;
    const id = accountNumber(optionText(read, machine, "-g", "--gid"));
    // With -f a group that is there stays as it is.
    const known = machine.state.groups.get(name);
    if (known?.exists === "yes" && hasOption(read, "-f", "--force")) return;
    machine.setGroup(name, { exists: "yes", id, group: undefined, home: undefined });
    machine.note({
      kind: "account",
      subject: "group",
      action: "make",
      name,
      id,
      word: first,
      options: read.options,
    });
  },
});
