import type { ShellWord } from "../../shell/index.ts";
import { accountNumber, groupOf, hasOption, optionText } from "../account-command.ts";
import { type ReadWords, readWords } from "../command-line.ts";
import type { Machine } from "../machine.ts";
import { defineEffect } from "./define-effect.ts";

/** Options with a value: those of useradd, of Debian's adduser and of busybox's, which do not contradict each other. */
const USERADD = {
  valued: new Set(
    (
      "-b --base-dir -c --comment -d --home-dir --home -e --expiredate -f --inactive -g --gid -G --groups -k --skel " +
      "-K --key -p --password -P --prefix -R --root -s --shell -u --uid -Z --selinux-user"
    ).split(" "),
  ),
};
const ADDUSER = {
  valued: new Set([
    ...USERADD.valued,
    "-h",
    ..."--conf --firstgid --firstuid --gecos --ingroup --lastgid --lastuid --comment".split(" "),
  ]),
};

/** `useradd` and `adduser`, which is another program on Debian, in busybox, and elsewhere the same as `useradd`. */
export const effect = defineEffect({
  names: ["useradd", "adduser"],
  apply: (use, machine) => {
    const read = readWords(use, use.name === "useradd" ? USERADD : ADDUSER);
    const [first, group] = read.operands;
    // `useradd -D` shows or sets defaults; busybox's adduser knows another -D.
    if (use.name === "useradd" && hasOption(read, "-D", "--defaults")) return;
    const name = machine.text(first);
    if (name === undefined || first === undefined) {
      machine.open();
      return;
    }
    if (use.name === "adduser" && hasOption(read, "--group") && !hasOption(read, "--system")) {
      makeGroup(name, accountNumber(optionText(read, machine, "--gid")), machine);
      return;
    }
    // Debian's `adduser USER GROUP` makes nobody; busybox has it too.
    if (group !== undefined) return;
    makeUser(name, first, read, use.name === "useradd", machine);
  },
});

function makeUser(
  name: string,
  word: ShellWord,
  read: ReadWords,
  isUseradd: boolean,
  machine: Machine,
): void {
  const isBusybox = !isUseradd && hasOption(read, "-D", "-S", "-H", "-h");
  const id = accountNumber(optionText(read, machine, "-u", "--uid"));
  const home = homeOf(name, read, isBusybox, machine);
  const given = isBusybox
    ? optionText(read, machine, "-G", "--ingroup")
    : optionText(read, machine, "--ingroup", "-g", "--gid");
  // Who is in which group by default depends on the distribution, except that useradd makes one of the same name.
  const isOwn =
    given === undefined &&
    !hasOption(read, "-N", "--no-user-group") &&
    (isUseradd || !hasOption(read, "--system", "-S", "-r"));
  machine.setUser(name, { exists: "yes", id, group: isOwn ? name : groupOf(given), home });
  if (isOwn || hasOption(read, "-U", "--user-group", "--group")) makeGroup(name, undefined, machine);
  const makes = whetherMakesHome(read, isUseradd, isBusybox);
  if (home?.startsWith("/") === true && makes !== "no" && machine.lookUp(home).exists !== "yes") {
    machine.write(home, {
      kind: "folder",
      exists: makes,
      owner: { user: id ?? name, group: groupOf(given) ?? name },
      sources: [{ kind: "unknown" }],
    });
  }
  machine.note({
    kind: "account",
    subject: "user",
    action: "make",
    name,
    id,
    word,
    options: read.options,
  });
}

function homeOf(name: string, read: ReadWords, isBusybox: boolean, machine: Machine): string | undefined {
  const given = isBusybox
    ? optionText(read, machine, "-h", "--home")
    : optionText(read, machine, "-d", "--home-dir", "--home", "-h");
  if (given !== undefined) return given;
  if (hasOption(read, "-b", "--base-dir", "-K", "--key", "--system", "-S", "-r")) return undefined;
  return `/home/${name}`;
}

/** useradd follows a setting of the distribution where nothing is said; the others make the folder. */
function whetherMakesHome(read: ReadWords, isUseradd: boolean, isBusybox: boolean): "yes" | "no" | "maybe" {
  if (hasOption(read, "-m", "--create-home")) return "yes";
  if (hasOption(read, "-M", "--no-create-home") || (isBusybox && hasOption(read, "-H"))) return "no";
  if (isUseradd || hasOption(read, "--system", "-r", "-S")) return "maybe";
  return "yes";
}

function makeGroup(name: string, id: number | undefined, machine: Machine): void {
  machine.setGroup(name, { exists: "yes", id, group: undefined, home: undefined });
}
