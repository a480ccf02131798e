import { field, type Json, listOf, textOf, wordsOf } from "./records.ts";

/** A user or a group. What the table does not know of it is absent. */
export interface Account {
  readonly name: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly home?: string;
  readonly shell?: string;
}

/** Names that are taken away from what is below, and names that are then added. */
export interface NameDelta {
  readonly added: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
}

/** As `NameDelta`; an added account replaces one of its name. */
export interface AccountDelta {
  readonly added: readonly Account[];
  readonly removed: readonly string[];
}

/** What a step of an image's making changes about what is inside it. */
export interface Layer {
  readonly commands: NameDelta;
  /** Added commands whose names hold a part of the version: `python{mm}`. */
  readonly templates: readonly string[];
  readonly packages: NameDelta;
  readonly users: AccountDelta;
  readonly groups: AccountDelta;
}

const NO_NAMES: NameDelta = { added: new Set(), removed: new Set() };
const NO_ACCOUNTS: AccountDelta = { added: [], removed: [] };

/** The layer that a variant or its part for one system describes. */
export function decodeLayer(value: Json): Layer {
  const [added, removed] = splitDelta(field(value, "commands"));
  const isTemplate = (name: string) => name.includes("{");
  return {
    commands: {
      added: new Set(added.some(isTemplate) ? added.filter((name) => !isTemplate(name)) : added),
      removed: new Set(removed),
    },
    templates: added.filter(isTemplate),
    packages: decodeNames(field(value, "packages")),
    users: decodeUsers(field(value, "users")),
    groups: decodeGroups(field(value, "groups")),
  };
}

/** Added and removed names. */
export function decodeNames(value: Json | undefined): NameDelta {
  if (value === undefined) return NO_NAMES;
  const [added, removed] = splitDelta(value);
  return { added: new Set(added), removed: new Set(removed) };
}

/** Users, each written as in /etc/passwd without its password and comment. */
export function decodeUsers(value: Json | undefined): AccountDelta {
  if (value === undefined) return NO_ACCOUNTS;
  const [added, removed] = splitDelta(value);
  return { added: added.map(decodeUser), removed };
}

/** One user, `name:uid:gid:home:shell`, where any but the name may be empty. */
export function decodeUser(text: string): Account {
  const [name = "", uid = "", gid = "", home = "", shell = ""] = text.split(":");
  return {
    name,
    ...(uid !== "" && { uid: Number(uid) }),
    ...(gid !== "" && { gid: Number(gid) }),
    ...(home !== "" && { home }),
    ...(shell !== "" && { shell }),
  };
}

/** Groups, each written `name:gid`. */
export function decodeGroups(value: Json | undefined): AccountDelta {
  if (value === undefined) return NO_ACCOUNTS;
  const [added, removed] = splitDelta(value);
  const groups = added.map((text) => {
    const [name = "", gid = ""] = text.split(":");
    return { name, ...(gid !== "" && { gid: Number(gid) }) };
  });
  return { added: groups, removed };
}

/** The names with a delta applied; the same set where it changes nothing. */
export function applyNames(names: ReadonlySet<string>, delta: NameDelta): ReadonlySet<string> {
  if (delta.added.size === 0 && delta.removed.size === 0) return names;
  const result = new Set(names);
  for (const name of delta.removed) result.delete(name);
  for (const name of delta.added) result.add(name);
  return result;
}

/** The accounts with a delta applied; the same map where it changes nothing. */
export function applyAccounts(
  accounts: ReadonlyMap<string, Account>,
  delta: AccountDelta,
): ReadonlyMap<string, Account> {
  if (delta.added.length === 0 && delta.removed.length === 0) return accounts;
  const result = new Map(accounts);
  for (const name of delta.removed) result.delete(name);
  for (const account of delta.added) result.set(account.name, account);
  return result;
}

/** A delta is written as its added words, or as a list of the added and the removed. */
function splitDelta(value: Json | undefined): readonly [readonly string[], readonly string[]] {
  if (textOf(value) !== undefined) return [wordsOf(value), []];
  const [added, removed] = listOf(value);
  return [wordsOf(added), wordsOf(removed)];
}
