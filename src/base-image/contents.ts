import { joinWhether, type Whether } from "../base/index.ts";
import type { Family } from "./family.ts";
import { type Account, applyAccounts, type Layer } from "./layer.ts";
import type { Resolved } from "./resolve.ts";
import type { System } from "./system.ts";
import { isNeverListed } from "./unlisted-commands.ts";
import { expandVersion, isFromTemplate, whetherMeets } from "./version.ts";

/** What is inside an image. Every question has three answers; where nothing is known, it is "maybe". */
export interface Contents {
  /** Whether a command of that name is on the image's default PATH. A name with a slash is not looked up: "maybe". */
  readonly whetherCommand: (name: string) => Whether;
  readonly whetherPackage: (name: string) => Whether;
  readonly whetherUser: (name: string) => Whether;
  readonly whetherUid: (uid: number) => Whether;
  readonly whetherGroup: (name: string) => Whether;
  readonly whetherGid: (gid: number) => Whether;
  /** A user that is certainly there, with what is known of it. */
  readonly findUser: (name: string) => Account | undefined;
  readonly findGroup: (name: string) => Account | undefined;
  /** The commands that are certainly there, sorted; all of them where `isComplete`. */
  readonly listCommands: () => readonly string[];
  /** The packages that are certainly there, sorted. */
  readonly listPackages: () => readonly string[];
  /** The users that are certainly there. */
  readonly listUsers: () => readonly Account[];
  /** Whether a command that is not listed is certainly not there. */
  readonly isComplete: boolean;
}

/** A version and what it means for a family's commands. */
interface Versioned {
  readonly yes: ReadonlySet<string>;
  readonly maybe: ReadonlySet<string>;
  /** Templates whose part of the version is not known. */
  readonly templates: readonly string[];
}

/** What is inside an image that stands on `systems`, one for each release that is possible. */
export function createContents(
  family: Family,
  resolved: Resolved,
  systems: readonly (System | undefined)[],
  extra: readonly string[],
): Contents {
  const [first, ...others] = systems.map((system, at) => {
    return createCase(family, resolved, system, resolved.releases[at]?.name ?? "", extra);
  });
  if (first === undefined) return createCase(family, resolved, undefined, "", extra);
  return others.length === 0 ? first : joinContents([first, ...others]);
}

function joinContents(all: readonly [Contents, ...(readonly Contents[])]): Contents {
  const [first] = all;
  const join = (ask: (contents: Contents) => Whether) => all.map(ask).reduce(joinWhether);
  return {
    whetherCommand: (name) => join((contents) => contents.whetherCommand(name)),
    whetherPackage: (name) => join((contents) => contents.whetherPackage(name)),
    whetherUser: (name) => join((contents) => contents.whetherUser(name)),
    whetherUid: (uid) => join((contents) => contents.whetherUid(uid)),
    whetherGroup: (name) => join((contents) => contents.whetherGroup(name)),
    whetherGid: (gid) => join((contents) => contents.whetherGid(gid)),
    findUser: (name) => joinAccounts(all.map((contents) => contents.findUser(name))),
    findGroup: (name) => joinAccounts(all.map((contents) => contents.findGroup(name))),
    listCommands: () =>
      first.listCommands().filter((name) => all.every((contents) => contents.whetherCommand(name) === "yes")),
    listPackages: () =>
      first.listPackages().filter((name) => all.every((contents) => contents.whetherPackage(name) === "yes")),
    listUsers: () =>
      first
        .listUsers()
        .flatMap((user) => joinAccounts(all.map((contents) => contents.findUser(user.name))) ?? []),
    isComplete: all.every((contents) => contents.isComplete),
  };
}

/** What all accounts say alike; undefined where one is missing. */
function joinAccounts(accounts: readonly (Account | undefined)[]): Account | undefined {
  const [first] = accounts;
  if (first === undefined || accounts.includes(undefined)) return undefined;
  const isSame = (name: keyof Account) => accounts.every((account) => account?.[name] === first[name]);
  const { uid, gid, home, shell } = first;
  return {
    name: first.name,
    ...(uid !== undefined && isSame("uid") && { uid }),
    ...(gid !== undefined && isSame("gid") && { gid }),
    ...(home !== undefined && isSame("home") && { home }),
    ...(shell !== undefined && isSame("shell") && { shell }),
  };
}

function createCase(
  family: Family,
  resolved: Resolved,
  system: System | undefined,
  release: string,
  extra: readonly string[],
): Contents {
  const { variant } = resolved;
  const part = variant.layerOn(release);
  const layers = part === undefined ? [variant.layer] : [part, variant.layer];
  const versioned = evaluateVersion(family, resolved, layers, extra);
  const isComplete = system?.isCommandsComplete === true && variant.completeOn.has(release);
  const whetherCommand = (name: string): Whether => {
    if (name === "" || name.includes("/")) return "maybe";
    if (versioned.yes.has(name) || isListed(name, "commands", layers, system)) return "yes";
    if (versioned.maybe.has(name) || variant.commandsMaybe.has(name)) return "maybe";
    if (system?.commandsMaybe().has(name)) return "maybe";
    if (versioned.templates.some((template) => isFromTemplate(name, template))) return "maybe";
    // A variant was described on the releases of its time: on another it may hold more.
    const isJudged = system !== undefined || !resolved.hasSystem;
    if (isJudged && variant.commandsAbsent.has(name)) return "no";
    if (system?.commandsAbsent().has(name)) return "no";
    return isComplete && !isNeverListed(name) ? "no" : "maybe";
  };
  const whetherPackage = (name: string): Whether => {
    if (isListed(name, "packages", layers, system)) return "yes";
    // Where a variant adds anything, its packages are listed in full only beside its commands.
    const isBare = variant.layer.commands.added.size === 0 && extra.length === 0;
    const isListedInFull = isBare || (isComplete && part !== undefined && extra.length === 0);
    return system?.isPackagesComplete === true && isListedInFull ? "no" : "maybe";
  };
  return {
    whetherCommand,
    whetherPackage,
    ...createAccounts(layers, system),
    listCommands: () => {
      const listed = [...(system?.commands() ?? []), ...layers.flatMap((layer) => [...layer.commands.added])];
      const names = new Set([...listed, ...versioned.yes]);
      return [...names].filter((name) => whetherCommand(name) === "yes").sort();
    },
    listPackages: () => {
      const listed = [...(system?.packages() ?? []), ...layers.flatMap((layer) => [...layer.packages.added])];
      return [...new Set(listed)].filter((name) => whetherPackage(name) === "yes").sort();
    },
    isComplete,
  };
}

/** Whether the topmost layer that speaks of a name adds it; the system speaks last. */
function isListed(
  name: string,
  list: "commands" | "packages",
  layers: readonly Layer[],
  system: System | undefined,
): boolean {
  for (const layer of layers) {
    if (layer[list].added.has(name)) return true;
    if (layer[list].removed.has(name)) return false;
  }
  return system?.[list]().has(name) === true;
}

function evaluateVersion(
  family: Family,
  resolved: Resolved,
  layers: readonly Layer[],
  extra: readonly string[],
): Versioned {
  const { version } = resolved;
  const yes = new Set<string>(extra);
  const maybe = new Set<string>();
  const templates: string[] = [];
  const add = (names: Iterable<string>, to: Set<string>) => {
    for (const name of names) {
      const expanded = expandVersion(name, version);
      if (expanded === undefined) templates.push(name);
      else to.add(expanded);
    }
  };
  for (const layer of layers) add(layer.templates, yes);
  for (const when of family.when) {
    const holds = whetherMeets(version, when.version);
    if (holds === "no") continue;
    add(when.commands.added, holds === "yes" ? yes : maybe);
    add(when.commandsMaybe, maybe);
  }
  return { yes, maybe, templates };
}

/** The users and groups of a system with what the layers change. A variant does not make a full list short. */
function createAccounts(layers: readonly Layer[], system: System | undefined) {
  let made: { users: ReadonlyMap<string, Account>; groups: ReadonlyMap<string, Account> } | undefined;
  const accounts = () => {
    if (made !== undefined) return made;
    let users: ReadonlyMap<string, Account> = system?.users() ?? new Map();
    let groups: ReadonlyMap<string, Account> = system?.groups() ?? new Map();
    for (const layer of layers.toReversed()) {
      users = applyAccounts(users, layer.users);
      groups = applyAccounts(groups, layer.groups);
    }
    made = { users, groups };
    return made;
  };
  const isComplete = system?.isUsersComplete === true;
  const whetherName = (list: ReadonlyMap<string, Account>, name: string, isGone: boolean): Whether => {
    if (list.has(name)) return "yes";
    return isComplete || isGone || system?.usersAbsent.has(name) === true ? "no" : "maybe";
  };
  const whetherNumber = (numbers: readonly (number | undefined)[], wanted: number): Whether => {
    if (numbers.includes(wanted)) return "yes";
    return isComplete && !numbers.includes(undefined) ? "no" : "maybe";
  };
  return {
    whetherUser: (name: string) =>
      whetherName(accounts().users, name, system?.usersRemoved().has(name) === true),
    whetherGroup: (name: string) => whetherName(accounts().groups, name, false),
    whetherUid: (uid: number) =>
      whetherNumber(
        Array.from(accounts().users.values(), (user) => user.uid),
        uid,
      ),
    whetherGid: (gid: number) =>
      whetherNumber(
        Array.from(accounts().groups.values(), (group) => group.gid),
        gid,
      ),
    findUser: (name: string) => accounts().users.get(name),
    findGroup: (name: string) => accounts().groups.get(name),
    listUsers: () => [...accounts().users.values()],
  };
}
