import type { CommandUse } from "../../shell/index.ts";

/** What a call of adduser or addgroup asks for. */
interface Account {
  isSystem: boolean;
  hasOwnGroup: boolean;
  /** Whether a home folder is made, where the call says so. */
  makesHome: boolean | undefined;
  home: string | undefined;
  shell: string | undefined;
  comment: string | undefined;
  id: string | undefined;
  group: string | undefined;
  readonly operands: string[];
}

/** Options with a value: those of Debian's adduser, and the letters of BusyBox's. */
const VALUED: ReadonlyMap<string, "home" | "shell" | "comment" | "id" | "group"> = new Map([
  ["--home", "home"],
  ["-h", "home"],
  ["--shell", "shell"],
  ["-s", "shell"],
  ["--gecos", "comment"],
  ["--comment", "comment"],
  ["--uid", "id"],
  ["-u", "id"],
  ["--ingroup", "group"],
  ["-G", "group"],
]);

/** Options that useradd and groupadd need no word for. */
const NEEDLESS = /^(?:--disabled-password|--disabled-login|--quiet|-q|-D|--force-badname|--allow-bad-names)$/;

/**
 * The call of useradd, groupadd or usermod with the effect of a call of adduser or addgroup, by the options of Debian's
 * and of BusyBox's. Undefined where a word is not literal, or an option is another.
 */
export function writeUseradd({ name, words, hasMoreWords }: CommandUse): string | undefined {
  if ((name !== "adduser" && name !== "addgroup") || hasMoreWords) return undefined;
  const literals = words.slice(1).map(({ literal }) => literal);
  const account = readAccount(literals, name === "addgroup");
  if (account === undefined) return undefined;
  const [subject, group, ...more] = account.operands;
  if (subject === undefined || more.length > 0 || !account.operands.every(isName)) return undefined;
  if (group !== undefined) return `usermod --append --groups ${group} ${subject}`;
  if (name === "addgroup") {
    const { isSystem, id } = account;
    return ["groupadd", ...(isSystem ? ["--system"] : []), ...option("--gid", id), subject].join(" ");
  }
  return userWords(account, subject).join(" ");
}

function readAccount(words: readonly (string | undefined)[], isGroup: boolean): Account | undefined {
  const account: Account = {
    isSystem: false,
    hasOwnGroup: false,
    makesHome: undefined,
    home: undefined,
    shell: undefined,
    comment: undefined,
    id: undefined,
    group: undefined,
    operands: [],
  };
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) return undefined;
    const equals = word.startsWith("--") ? word.indexOf("=") : -1;
    const flag = equals === -1 ? word : word.slice(0, equals);
    // A group's number has letters of its own; a user's main group is given by number as well as by name.
    const field = isGroup && /^(?:--gid|-g)$/.test(flag) ? "id" : flag === "--gid" ? "group" : valuedBy(flag);
    if (field !== undefined) {
      const value = equals === -1 ? words[++at] : word.slice(equals + 1);
      if (value === undefined || account[field] !== undefined) return undefined;
      account[field] = value;
    } else if (word === "--system" || word === "-S") account.isSystem = true;
    else if (word === "--group" && !isGroup) account.hasOwnGroup = true;
    else if (word === "--no-create-home" || word === "-H") account.makesHome = false;
    else if (!word.startsWith("-")) account.operands.push(word);
    else if (!NEEDLESS.test(word)) return undefined;
  }
  return account;
}

function valuedBy(flag: string): "home" | "shell" | "comment" | "id" | "group" | undefined {
  // The one letter that means a number to one tool and a remark to the other.
  return flag === "-g" ? "comment" : VALUED.get(flag);
}

/** Debian's defaults: people have a home and bash, accounts of the system neither, and no group of their own. */
function userWords(account: Account, subject: string): readonly string[] {
  const { isSystem, hasOwnGroup, group, id, home, shell, comment } = account;
  const makesHome = account.makesHome ?? (!isSystem || home !== undefined);
  const main = group ?? (isSystem && !hasOwnGroup ? "nogroup" : undefined);
  return [
    "useradd",
    ...(isSystem ? ["--system"] : []),
    makesHome ? "--create-home" : "--no-create-home",
    ...option("--home-dir", home ?? (isSystem ? "/nonexistent" : undefined)),
    ...option("--shell", shell ?? (isSystem ? "/usr/sbin/nologin" : "/bin/bash")),
    ...option("--uid", id),
    ...(main === undefined ? ["--user-group"] : option("--gid", main)),
    // Commas only part the fields that nobody filled in.
    ...(comment === undefined || /^,*$/.test(comment) ? [] : option("--comment", comment)),
    subject,
  ];
}

function option(name: string, value: string | undefined): readonly string[] {
  if (value === undefined) return [];
  return [name, /^[\w./:@+-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`];
}

function isName(word: string): boolean {
  return /^[a-z_][\w.-]*$/i.test(word);
}
