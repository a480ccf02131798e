import { limits } from "../base/index.ts";
import { createBase } from "./create-base.ts";
import type { FamilyFacts } from "./facts.ts";
import { type Family, findFamily } from "./family.ts";
import { findEntry, type ImageEntry } from "./image-entry.ts";
import type { BaseReference, KnownBase } from "./known-base.ts";
import { once } from "./once.ts";
import {
  field,
  fields,
  findRecord,
  type Json,
  type RecordTexts,
  recordNames,
  textOf,
  wordsOf,
} from "./records.ts";
import { distrolessImages, type RelativeLookUp, slimmerImages } from "./relatives.ts";
import { type Resolved, type ResolveOptions, resolveTag } from "./resolve.ts";
import { findSystem, type System } from "./system.ts";
import { splitTag, type TagParts } from "./tag.ts";

/** The tables of well-known base images. */
export interface BaseImages {
  /**
   * What is known of an image; undefined where neither table knows it or its tag. With `at`, a day such as
   * `2026-11-21`, a tag stands where it stood on that day; without, where it stood when the table was made.
   */
  readonly lookUp: (reference: BaseReference, options?: { readonly at?: string }) => KnownBase | undefined;
  /** The Debian packages that bring a command, the likeliest first; none where the table does not know it. */
  readonly providers: (command: string) => readonly string[];
}

/** Loads the tables. It is asked once in a run: everything after it is a look-up in memory. */
export async function loadBaseImages(): Promise<BaseImages> {
  const { records } = await import("./generated/records.ts");
  return createBaseImages(records);
}

/** What has been decoded so far. The tables bound how much that can become. */
interface Tables {
  readonly texts: RecordTexts;
  readonly suites: ReadonlyMap<string, string>;
  readonly families: Map<string, Family>;
  readonly systems: Map<string, System>;
  readonly entries: Map<string, ImageEntry>;
}

function createBaseImages(texts: RecordTexts): BaseImages {
  const suites = new Map(
    fields(findRecord(texts, "suites", "")).map(([name, release]) => [name, textOf(release) ?? ""]),
  );
  const tables: Tables = { texts, suites, families: new Map(), systems: new Map(), entries: new Map() };
  // The same few images stand below most stages, and decoding them again for each would cost more than judging.
  const known = new Map<string, { readonly value: KnownBase | undefined }>();
  const providers = new Map<string, { readonly value: readonly string[] }>();
  return {
    lookUp: (reference, { at } = {}) => {
      const { domain, path, tag = "", digest } = reference;
      return remember(known, `${domain} ${path} ${tag} ${digest !== undefined} ${at ?? ""}`, () => {
        return lookUp(tables, reference, at);
      });
    },
    providers: (command) => {
      return remember(providers, command, () => wordsOf(findRecord(texts, "command", command)));
    },
  };
}

/** Asks once for each key, and starts over when there are more than a run needs. */
function remember<Value>(
  known: Map<string, { readonly value: Value }>,
  key: string,
  ask: () => Value,
): Value {
  const found = known.get(key);
  if (found !== undefined) return found.value;
  if (known.size >= limits.knownBases) known.clear();
  const value = ask();
  known.set(key, { value });
  return value;
}

function lookUp(tables: Tables, reference: BaseReference, at: string | undefined): KnownBase | undefined {
  const { domain, path, tag, digest } = reference;
  const repository = domain === "" ? path : `${domain}/${path}`;
  const record = findRecord(tables.texts, "repository", repository);
  // A digest alone says nothing about which of a repository's images it is.
  if (record === undefined || (tag === undefined && digest !== undefined)) return undefined;
  const parts = splitTag(tag, tables.suites);
  if (parts === undefined) return undefined;
  const options: ResolveOptions = { repository, at, hasDigest: digest !== undefined };
  const family = findFamilyOf(tables, record);
  const found = findFacts(tables, family, tag ?? "", parts, options);
  const entry = once(() => findKind(tables, repository, tag ?? "", parts, found?.facts));
  const described = () => found?.borrowed ?? entry();
  if (found === undefined && described() === undefined) return undefined;
  // An entry speaks of the versions of its time. Where the first table does not know a tag of a family that it
  // knows, the tag is older, or another image altogether.
  const isOwn =
    found === undefined ? family === undefined || family.systems.size > 0 : found.borrowed === undefined;
  const look = relativeLookUp(tables, at);
  return createBase({
    repository,
    tag: tag ?? "",
    version: found?.facts.resolved.versionText ?? parts.versionText,
    facts: found?.facts,
    entry: isOwn ? entry : once(() => onlyKind(described())),
    slimmer: (os) => {
      const own = entry();
      return own === undefined ? [] : slimmerImages(own, parts, os, look);
    },
    distroless: (interpreters) => {
      const own = described();
      return own === undefined ? [] : distrolessImages(own, interpreters, family?.depth ?? 2, look);
    },
  });
}

function findFamilyOf(tables: Tables, record: Json | undefined): Family | undefined {
  const name = textOf(field(record, "family"));
  return name === undefined ? undefined : findFamily(tables.texts, name, tables.families);
}

/** What the first table says of a tag, and the entry whose interpreters it borrows. */
interface FoundFacts {
  readonly facts: FamilyFacts;
  readonly borrowed: ImageEntry | undefined;
}

function findFacts(
  tables: Tables,
  family: Family | undefined,
  tag: string,
  parts: TagParts,
  options: ResolveOptions,
): FoundFacts | undefined {
  if (family === undefined) return undefined;
  const own = resolveFacts(tables, family, parts, options);
  if (own !== undefined) return { facts: { ...own, extra: [], hasConfiguration: true }, borrowed: undefined };
  return findDerived(tables, family, tag, options);
}

/** The facts of an image that is another family's with something added: uv's `python3.13-trixie-slim`. */
function findDerived(
  tables: Tables,
  family: Family,
  tag: string,
  options: ResolveOptions,
): FoundFacts | undefined {
  for (const { pattern, family: name, commands } of family.derived) {
    const { version = "", rest = "" } = new RegExp(`^${pattern}$`).exec(tag)?.groups ?? {};
    const other = version === "" ? undefined : findFamily(tables.texts, name, tables.families);
    const parts = splitTag(`${version}-${rest}`, tables.suites);
    if (other === undefined || parts === undefined) continue;
    const facts = resolveFacts(tables, other, parts, options);
    if (facts === undefined) continue;
    const borrowed = findEntryOf(tables, `docker.io/library/${name}`, plainTag(parts));
    return { facts: { ...facts, extra: commands, hasConfiguration: false }, borrowed };
  }
  return undefined;
}

function resolveFacts(tables: Tables, family: Family, parts: TagParts, options: ResolveOptions) {
  const resolved = resolveTag(family, parts, options);
  if (resolved === undefined) return undefined;
  const systems = resolved.releases.map(({ system }) => findSystem(tables.texts, system, tables.systems));
  const kin = resolved.releases.map(({ name }, at) => systems[at] ?? findKin(tables, name, resolved));
  return { family, resolved, systems, kin };
}

/** A release that tells what all of its distribution have alike: package manager, C library, shell. */
const KIN: ReadonlyMap<string, string> = new Map([
  ["debian", "debian-13"],
  ["ubuntu", "ubuntu-24.04"],
  ["alpine", "alpine-3.20"],
]);

function findKin(tables: Tables, release: string, { hasSystem }: Resolved): System | undefined {
  const kin = hasSystem ? KIN.get(release.slice(0, Math.max(0, release.lastIndexOf("-")))) : undefined;
  return kin === undefined ? undefined : findSystem(tables.texts, kin, tables.systems);
}

/**
 * The entry of a tag. Its pattern may not know an old suite, or the plain name of a variant, so the tag is
 * tried without its suite and with the variant that it means.
 */
function findKind(
  tables: Tables,
  repository: string,
  tag: string,
  parts: TagParts,
  facts: FamilyFacts | undefined,
): ImageEntry | undefined {
  const found = findEntryOf(tables, repository, tag);
  if (found !== undefined || facts?.hasConfiguration !== true) return found;
  const plain = findEntryOf(tables, repository, plainTag(parts));
  const { variantKey } = facts.resolved;
  if (plain !== undefined || variantKey === "") return plain;
  return findEntryOf(tables, repository, plainTag({ ...parts, words: [variantKey] }));
}

/** The first entry of a repository whose pattern a tag meets. */
function findEntryOf(tables: Tables, repository: string, tag: string): ImageEntry | undefined {
  const ids = wordsOf(field(findRecord(tables.texts, "repository", repository), "images"));
  for (const id of ids) {
    const entry = findEntry(tables.texts, id, tables.entries);
    if (entry?.tag.test(tag)) return entry;
    // No tag is matched as none and as `latest`.
    if (tag === "" && entry?.tag.test("latest")) return entry;
  }
  return undefined;
}

/** The tag of the same version and variant without its suite, which the patterns of old suites do not know. */
function plainTag({ versionText, words }: TagParts): string {
  return [...(versionText === undefined ? [] : [versionText]), ...words].join("-");
}

/** What an entry says of every version: the operating system, where interpreters lie, what the image is for. */
function onlyKind(entry: ImageEntry | undefined): ImageEntry | undefined {
  return (
    entry && {
      ...entry,
      userName: undefined,
      uid: undefined,
      users: [],
      tools: [],
      missingTools: [],
      caCertificates: "maybe",
      entrypoint: undefined,
      cmd: undefined,
      workdir: undefined,
      stopSignal: undefined,
      ports: undefined,
      environment: new Map(),
      size: undefined,
      notes: [],
    }
  );
}

function relativeLookUp(tables: Tables, at: string | undefined): RelativeLookUp {
  return {
    findEntry: (id) => findEntry(tables.texts, id, tables.entries),
    listEntries: () => recordNames(tables.texts, "image"),
    splitTag: (tag) => splitTag(tag, tables.suites),
    confirm: (repository, tag) => {
      const parts = splitTag(tag, tables.suites);
      const family = findFamilyOf(tables, findRecord(tables.texts, "repository", repository));
      if (parts === undefined) return undefined;
      const options: ResolveOptions = { repository, at, hasDigest: false };
      const isKnown = findFacts(tables, family, tag, parts, options) !== undefined;
      return isKnown ? findEntryOf(tables, repository, tag) : undefined;
    },
  };
}
