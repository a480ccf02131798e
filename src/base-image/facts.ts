import { invariant, type Whether } from "../base/index.ts";
import { type Contents, createContents } from "./contents.ts";
import { contentsOfEntry } from "./entry-contents.ts";
import { type Environment, entryEnvironment, evaluateEnvironment } from "./environment.ts";
import type { Family } from "./family.ts";
import type { ImageEntry, ImageRole, ImageSize, Interpreter } from "./image-entry.ts";
import { interpretersOf } from "./interpreters.ts";
import type { KnownBase, OperatingSystem, Origin } from "./known-base.ts";
import { once } from "./once.ts";
import type { Resolved } from "./resolve.ts";
import type { Libc, System } from "./system.ts";

/** What the first table says of an image. */
export interface FamilyFacts {
  readonly family: Family;
  readonly resolved: Resolved;
  /** The system of each release that is possible; undefined where the table does not describe it. */
  readonly systems: readonly (System | undefined)[];
  /**
   * The same with a described release of the same distribution in place of one that is not: it tells what no
   * release of a distribution changes.
   */
  readonly kin: readonly (System | undefined)[];
  /** Commands that this image has beside those of its family. */
  readonly extra: readonly string[];
  /** Whether its configuration is the family's too. */
  readonly hasConfiguration: boolean;
}

/** What the tables say of one image, each asked no sooner than it is needed. */
export interface Sources {
  readonly tag: string;
  readonly facts: FamilyFacts | undefined;
  readonly entry: () => ImageEntry | undefined;
}

/** Something that is known of an image, and who says it; both undefined where nobody does. */
export interface Fact<T> {
  readonly value: T | undefined;
  readonly origin: Origin | undefined;
}

/** The facts of an image, each found out at its first question. */
export interface Facts {
  readonly os: () => Fact<OperatingSystem>;
  readonly libc: () => Fact<Libc>;
  readonly shell: () => Fact<string>;
  readonly packageManager: () => Fact<string>;
  readonly contents: () => Fact<Contents>;
  readonly user: () => Fact<KnownBase["user"]>;
  readonly entrypoint: () => Fact<readonly string[]>;
  readonly cmd: () => Fact<readonly string[]>;
  readonly workdir: () => Fact<string>;
  readonly stopSignal: () => Fact<string>;
  readonly ports: () => Fact<readonly string[]>;
  readonly volumes: () => Fact<readonly string[]>;
  readonly environment: () => Fact<Environment>;
  readonly interpreters: () => Fact<readonly Interpreter[]>;
  readonly caCertificates: () => Fact<Whether>;
  readonly tzdata: () => Fact<Whether>;
  readonly role: () => Fact<ImageRole>;
  readonly size: () => Fact<ImageSize>;
  readonly endOfLife: () => Fact<string>;
}

/** Who may say something, and what; undefined where they say nothing. */
type Claim<T> = () => readonly [origin: Origin | undefined, value: T | undefined];

/** Finds out about an image. Where both tables speak of something, the first, about contents, is right. */
export function createFacts(sources: Sources): Facts {
  const { facts, entry } = sources;
  const variant = facts?.hasConfiguration === true ? facts.resolved.variant : undefined;
  const kin = facts?.kin ?? [];
  // What the variant sets comes first, and what the second table saw of its kind otherwise.
  const either = <T>(own: T | undefined, read: (entry: ImageEntry) => T | undefined) =>
    claim<T>(() => [familyOrigin(facts), own], byEntry(entry, read));
  const shared = <T>(read: (system: System) => T | undefined, theirs: (entry: ImageEntry) => T | undefined) =>
    claim<T>(() => [systemOrigin(kin), agree(kin, read)], byEntry(entry, theirs));
  const contents = once(() => contentsOf(sources));
  const interpreters = claim(
    byEntry(entry, (it) => interpretersOf(it, facts?.resolved.version, sources.tag)),
  );
  return {
    contents,
    interpreters,
    os: claim(() => [systemOrigin(facts?.systems), osOf(facts)], byEntry(entry, entryOs)),
    libc: shared(
      ({ libc }) => libc,
      ({ libc }) => libc,
    ),
    shell: shared(
      ({ shell }) => shell,
      ({ shell }) => shell,
    ),
    packageManager: shared(
      ({ packageManager }) => packageManager,
      ({ packageManager }) => packageManager,
    ),
    user: claim(() => [familyOrigin(facts), userOf(facts, contents().value)], byEntry(entry, entryUser)),
    entrypoint: either(variant?.entrypoint, (it) => it.entrypoint),
    cmd: either(variant?.cmd, (it) => it.cmd),
    workdir: either(variant?.workdir, (it) => it.workdir),
    stopSignal: either(variant?.stopSignal, (it) => it.stopSignal),
    ports: either(variant?.ports, (it) => it.ports),
    volumes: claim(() => [familyOrigin(facts), variant?.volumes]),
    environment: once(() => environmentOf(facts, entry())),
    caCertificates: certificatesOf("caCertificates", "ca-certificates", sources, contents),
    tzdata: certificatesOf("tzdata", "tzdata", sources, contents),
    role: claim(byEntry(entry, ({ role }) => role)),
    size: claim(byEntry(entry, ({ size }) => size)),
    endOfLife: claim(byEntry(entry, ({ endOfLife }) => endOfLife)),
  };
}

/** The first claim that says something. The others are not asked. */
function claim<T>(...claims: readonly Claim<T>[]): () => Fact<T> {
  return once(() => {
    for (const ask of claims) {
      const [origin, value] = ask();
      if (value !== undefined) return { origin, value };
    }
    return { origin: undefined, value: undefined };
  });
}

function byEntry<T>(entry: Sources["entry"], read: (entry: ImageEntry) => T | undefined): Claim<T> {
  return () => {
    const found = entry();
    return [entryOrigin(found), found && read(found)];
  };
}

function contentsOf({ facts, entry }: Sources): Fact<Contents> {
  if (facts !== undefined) {
    const value = createContents(facts.family, facts.resolved, facts.systems, facts.extra);
    return { origin: systemOrigin(facts.systems) ?? familyOrigin(facts), value };
  }
  const found = entry();
  invariant(found !== undefined, "an image that no table knows is put together");
  return { origin: entryOrigin(found), value: contentsOfEntry(found) };
}

/** What all possible systems say alike; undefined where one is not described or they differ. */
function agree<T>(systems: readonly (System | undefined)[], read: (system: System) => T | undefined) {
  const [first, ...others] = systems.map((system) => (system === undefined ? undefined : read(system)));
  return others.every((value) => value === first) ? first : undefined;
}

function osOf(facts: FamilyFacts | undefined): OperatingSystem | undefined {
  if (facts === undefined || facts.resolved.releases.length === 0) return undefined;
  const { systems, resolved } = facts;
  const distribution = agree(systems, ({ os }) => os) ?? sharedDistribution(resolved);
  const [only, ...others] = resolved.releases;
  const release =
    agree(systems, (system) => system.release) ?? (others.length === 0 ? numberOf(only?.name) : undefined);
  const codename = agree(systems, (system) => system.codename);
  return {
    ...(distribution !== undefined && { distribution }),
    // The table writes a star where it does not tell releases apart.
    ...(release !== undefined && release !== "*" && { release }),
    ...(codename !== undefined && { codename }),
  };
}

/** The distribution in front of the releases' numbers, where all have the same: `debian` of `debian-9`. */
function sharedDistribution({ releases }: Resolved): string | undefined {
  const names = new Set(releases.map(({ name }) => name.slice(0, Math.max(0, name.lastIndexOf("-")))));
  const [only] = names;
  return names.size === 1 && only !== "" ? only : undefined;
}

function numberOf(release: string | undefined): string | undefined {
  return /-([\d.]+)$/.exec(release ?? "")?.[1];
}

/** The second table writes `13 (trixie)`. */
function entryOs(entry: ImageEntry): OperatingSystem | undefined {
  if (entry.os === undefined) return undefined;
  const [, release, codename] = /^([\d.]+)(?: \((\w+)\))?$/.exec(entry.release ?? "") ?? [];
  return {
    distribution: entry.os,
    ...(release !== undefined && { release }),
    ...(codename !== undefined && { codename }),
  };
}

/** An image that sets no user runs as root. */
function userOf(
  facts: FamilyFacts | undefined,
  contents: Contents | undefined,
): KnownBase["user"] | undefined {
  if (facts?.hasConfiguration !== true || contents === undefined) return undefined;
  return accountOf(facts.resolved.variant.user ?? "root", contents);
}

function entryUser({ userName: name, uid }: ImageEntry): KnownBase["user"] {
  return { ...(name !== undefined && { name }), ...(uid !== undefined && { uid }) };
}

function accountOf(written: string, contents: Contents): KnownBase["user"] {
  const uid = /^\d+$/.test(written) ? Number(written) : undefined;
  if (uid !== undefined) {
    const name = contents.listUsers().find((user) => user.uid === uid)?.name;
    return { uid, ...(name !== undefined && { name }) };
  }
  const known = written === "root" ? 0 : contents.findUser(written)?.uid;
  return { name: written, ...(known !== undefined && { uid: known }) };
}

function environmentOf(facts: FamilyFacts | undefined, entry: ImageEntry | undefined): Fact<Environment> {
  const described = entry === undefined ? [] : [...entryEnvironment(entry)];
  const { variant, version } = facts?.hasConfiguration === false ? {} : (facts?.resolved ?? {});
  const own = variant === undefined ? [] : [...evaluateEnvironment(variant.environment, version)];
  const origin = own.length > 0 ? familyOrigin(facts) : described.length > 0 ? entryOrigin(entry) : undefined;
  return { origin, value: new Map([...described, ...own]) };
}

/**
 * Whether a bundle of files is there that a package of the same name brings. What a system has, stays; what it
 * has not, a variant may bring without saying so.
 */
function certificatesOf(
  fact: "caCertificates" | "tzdata",
  packageName: string,
  { facts, entry }: Sources,
  contents: () => Fact<Contents>,
): () => Fact<Whether> {
  const decided = (answer: Whether | undefined) => (answer === "maybe" ? undefined : answer);
  const only = (answer: Whether | undefined, wanted: Whether) => (answer === wanted ? answer : undefined);
  const variant = facts?.resolved.variant;
  const below = facts === undefined ? undefined : agree(facts.systems, (system) => system[fact]);
  const isBare = variant?.layer.commands.added.size === 0;
  const bySystem = (wanted: Whether): Claim<Whether> => {
    return () => [systemOrigin(facts?.systems), only(below, wanted)];
  };
  return claim<Whether>(
    () => [familyOrigin(facts), decided(variant?.[fact])],
    () => {
      const { origin, value } = contents();
      return [familyOrigin(facts) ?? origin, only(value?.whetherPackage(packageName), "yes")];
    },
    bySystem("yes"),
    ...(isBare ? [bySystem("no")] : []),
    ...(fact === "caCertificates" ? [byEntry(entry, ({ caCertificates }) => decided(caCertificates))] : []),
  );
}

function systemOrigin(systems: readonly (System | undefined)[] = []): Origin | undefined {
  const known = systems.filter((system) => system !== undefined);
  const [first] = known;
  if (first === undefined) return undefined;
  return {
    kind: "system",
    name: known.map(({ name }) => name).join(", "),
    ...(first.basis !== undefined && { basis: first.basis }),
    source: [...new Set(known.flatMap(({ source }) => source))],
  };
}

function familyOrigin(facts: FamilyFacts | undefined): Origin | undefined {
  return facts && { kind: "family", name: facts.family.name, source: facts.family.source };
}

function entryOrigin(entry: ImageEntry | undefined): Origin | undefined {
  return entry && { kind: "image", name: entry.id, source: entry.source };
}
