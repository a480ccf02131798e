import type { Whether } from "../base/index.ts";
import { type Account, applyAccounts, applyNames, decodeGroups, decodeNames, decodeUsers } from "./layer.ts";
import { once } from "./once.ts";
import { field, findRecord, type Json, type RecordTexts, textListOf, textOf, wordsOf } from "./records.ts";

/** The C library of an image. */
export type Libc = "glibc" | "musl" | "uclibc" | "none";

/** A release of an operating system in one of its flavours. What it holds is read at the first question. */
export interface System {
  /** Its name in the table: `debian-13-slim`. */
  readonly name: string;
  /** `debian`, `alpine`, `rhel`; `none` for scratch. */
  readonly os: string | undefined;
  readonly release: string | undefined;
  readonly codename: string | undefined;
  readonly packageManager: string | undefined;
  readonly libc: Libc | undefined;
  /** The shell's path, or `none`. */
  readonly shell: string;
  readonly caCertificates: Whether;
  readonly tzdata: Whether;
  readonly commands: () => ReadonlySet<string>;
  /** Commands that may be there as well. */
  readonly commandsMaybe: () => ReadonlySet<string>;
  /** Commands that are certainly not there, also where the list is not complete. */
  readonly commandsAbsent: () => ReadonlySet<string>;
  readonly packages: () => ReadonlySet<string>;
  readonly users: () => ReadonlyMap<string, Account>;
  readonly groups: () => ReadonlyMap<string, Account>;
  /** Users and groups that are said to be absent; not handed down. */
  readonly usersAbsent: ReadonlySet<string>;
  /**
   * Users that this system or one below it took away, and that nobody brought back: they are known to be
   * gone, while the rest of a list may be short. Ubuntu 22.04 has no user `ubuntu`.
   */
  readonly usersRemoved: () => ReadonlySet<string>;
  readonly isCommandsComplete: boolean;
  readonly isUsersComplete: boolean;
  readonly isPackagesComplete: boolean;
  /** How the lists were got: `image`, `rebuild`, `carried`, … */
  readonly basis: string | undefined;
  readonly source: readonly string[];
  readonly notes: readonly string[];
}

const NO_NAMES: ReadonlySet<string> = new Set();
const NO_ACCOUNTS: ReadonlyMap<string, Account> = new Map();

const EMPTY: System = {
  name: "",
  os: undefined,
  release: undefined,
  codename: undefined,
  packageManager: undefined,
  libc: undefined,
  shell: "none",
  caCertificates: "maybe",
  tzdata: "maybe",
  commands: () => NO_NAMES,
  commandsMaybe: () => NO_NAMES,
  commandsAbsent: () => NO_NAMES,
  packages: () => NO_NAMES,
  users: () => NO_ACCOUNTS,
  groups: () => NO_ACCOUNTS,
  usersAbsent: NO_NAMES,
  usersRemoved: () => NO_NAMES,
  isCommandsComplete: false,
  isUsersComplete: false,
  isPackagesComplete: false,
  basis: undefined,
  source: [],
  notes: [],
};

/**
 * A system by its name, put together from its parents; undefined where the table has none of that name. What
 * was put together is kept in `known`, so that each system is decoded once.
 */
export function findSystem(texts: RecordTexts, name: string, known: Map<string, System>): System | undefined {
  const found = known.get(name);
  if (found !== undefined) return found;
  const value = findRecord(texts, "system", name);
  if (value === undefined) return undefined;
  const parent = textOf(field(value, "parent"));
  const base = parent === undefined ? EMPTY : (findSystem(texts, parent, known) ?? EMPTY);
  const system = decode(name, value, base);
  known.set(name, system);
  return system;
}

function decode(name: string, value: Json, base: System): System {
  const inherit = (key: string, own: string | undefined) => {
    const given = field(value, key);
    return given === undefined ? own : textOf(given);
  };
  const users = once(() => decodeUsers(field(value, "users")));
  return {
    name,
    os: inherit("os", base.os),
    release: inherit("release", base.release),
    codename: inherit("codename", base.codename),
    packageManager: inherit("package_manager", base.packageManager),
    libc: readLibc(inherit("libc", base.libc)),
    shell: inherit("shell", base.shell) ?? "none",
    caCertificates: readWhether(field(value, "ca_certificates"), base.caCertificates),
    tzdata: readWhether(field(value, "tzdata"), base.tzdata),
    commands: applyList(value, "commands", base.commands),
    commandsMaybe: applyList(value, "commands_maybe", base.commandsMaybe),
    commandsAbsent: applyList(value, "commands_absent", base.commandsAbsent),
    packages: applyList(value, "packages", base.packages),
    users: once(() => applyAccounts(base.users(), users())),
    groups: once(() => applyAccounts(base.groups(), decodeGroups(field(value, "groups")))),
    usersAbsent: new Set(wordsOf(field(value, "users_absent"))),
    usersRemoved: once(() => {
      const removed = new Set(users().added.map(({ name }) => name));
      return applyNames(base.usersRemoved(), { added: new Set(users().removed), removed });
    }),
    isCommandsComplete: readFlag(field(value, "commands_complete"), base.isCommandsComplete),
    isUsersComplete: readFlag(field(value, "users_complete"), base.isUsersComplete),
    isPackagesComplete: readFlag(field(value, "packages_complete"), base.isPackagesComplete),
    basis: inherit("basis", base.basis),
    source: textListOf(field(value, "source")) ?? [],
    notes: textListOf(field(value, "notes")) ?? [],
  };
}

/** The C library of that name; undefined for a word that names none. */
export function readLibc(text: string | undefined): Libc | undefined {
  return text === "glibc" || text === "musl" || text === "uclibc" || text === "none" ? text : undefined;
}

/** An answer that is written as a truth value, null where it is not known, and left out where it is `inherited`. */
export function readWhether(value: Json | undefined, inherited: Whether): Whether {
  if (value === undefined) return inherited;
  if (value === true) return "yes";
  return value === false ? "no" : "maybe";
}

function readFlag(value: Json | undefined, inherited: boolean): boolean {
  return value === undefined ? inherited : value === true;
}

function applyList(value: Json, key: string, base: () => ReadonlySet<string>): () => ReadonlySet<string> {
  const delta = field(value, key);
  return delta === undefined ? base : once(() => applyNames(base(), decodeNames(delta)));
}
