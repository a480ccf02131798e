import type { ChildSource } from "./file-tree.ts";
import type { StageState, UserFact } from "./state.ts";

const NOWHERE: UserFact = { exists: "no", id: undefined, group: undefined, home: undefined };
const UNKNOWN: UserFact = { exists: "maybe", id: undefined, group: undefined, home: undefined };
const ROOT: UserFact = { exists: "yes", id: 0, group: 0, home: "/root" };

/**
 * What is known of a user, by name or by number as a word of USER or of `--chown` gives it. A number needs no
 * entry anywhere and always exists. What an unknown base image brought is "maybe", except where it has no list of
 * users at all: then no name means anything, not even root's. Where the base image is known, its users are.
 */
export function findUser(state: StageState, name: string): UserFact {
  return find(state, name, "users", "/etc/passwd");
}

/** What is known of a group, in the same way; `home` and `group` mean nothing here. */
export function findGroup(state: StageState, name: string): UserFact {
  return find(state, name, "groups", "/etc/group");
}

function find(state: StageState, name: string, kind: "users" | "groups", list: string): UserFact {
  if (/^[0-9]+$/.test(name)) return findNumber(state, Number(name), kind);
  const known = state[kind].get(name);
  if (known !== undefined) return known;
  if (!hasList(state, kind, list)) return NOWHERE;
  return inBase(state, name, kind, list) ?? (name === "root" ? ROOT : UNKNOWN);
}

/** What the base image says, as long as nothing ran that may have added to its lists unseen. */
function inBase(
  state: StageState,
  name: string,
  kind: "users" | "groups",
  list: string,
): UserFact | undefined {
  const { base } = state;
  if (base.kind !== "known") return undefined;
  const isUser = kind === "users";
  const account = isUser ? base.image.findUser(name) : base.image.findGroup(name);
  if (account !== undefined) {
    const { uid, gid, home } = account;
    return { exists: "yes", id: isUser ? uid : gid, group: isUser ? gid : undefined, home };
  }
  const whether = isUser ? base.image.whetherUser(name) : base.image.whetherGroup(name);
  return whether === "no" && isUntouched(state, list) ? NOWHERE : undefined;
}

/** Packages bring users of their own, and so may whatever was copied over the lists. */
function isUntouched({ isOpen, packages, files }: StageState, list: string): boolean {
  if (isOpen || packages.some((installed) => installed !== "no")) return false;
  return (
    ["/", "/etc", list].every((path) => files.find(path)?.sources.every(isOfBase) !== false) &&
    (files.find(list)?.step ?? -1) < 0
  );
}

/** What the base itself has in a folder adds nothing to its lists. */
function isOfBase({ kind }: ChildSource): boolean {
  return kind === "base";
}

function findNumber(state: StageState, id: number, kind: "users" | "groups"): UserFact {
  if (id === 0) return ROOT;
  for (const fact of state[kind].entries().values()) {
    if (fact.id === id && fact.exists !== "no") return fact;
  }
  return { ...UNKNOWN, exists: "yes", id };
}

/** Whether there may be a list of users: one that is certainly absent, and that no command has added to. */
function hasList(state: StageState, kind: "users" | "groups", list: string): boolean {
  return state.files.whetherExists(list) !== "no" || state[kind].some(({ exists }) => exists !== "no");
}
