import type { Family, Row, Table, Variant } from "./family.ts";
import type { TagParts } from "./tag.ts";
import { compareNumbers, parseNumbers, type VersionNumbers } from "./version.ts";

/** A release that an image may stand on. */
export interface Release {
  /** Its name without a flavour: `debian-12`. The table may hold nothing of it. */
  readonly name: string;
  /** The system that it is in this variant: `debian-12-slim`. */
  readonly system: string;
  /** The day since when tags of this kind stand on it. */
  readonly since?: string;
}

/** What a tag of a family means. */
export interface Resolved {
  readonly variantKey: string;
  readonly variant: Variant;
  readonly version: VersionNumbers | undefined;
  /** The version as the tag or its alias writes it. */
  readonly versionText: string | undefined;
  /** The releases that it may stand on: one where that is certain, none where nothing is known of it. */
  readonly releases: readonly Release[];
  /** Whether there is a system below the variant; what the variant lists is all there is where not. */
  readonly hasSystem: boolean;
}

/** How a tag is looked up. */
export interface ResolveOptions {
  readonly repository: string;
  /** The day for which to answer, as `2026-11-21`; all that the table knows without one. */
  readonly at: string | undefined;
  /** A digest keeps an image where it is while its tag moves on. */
  readonly hasDigest: boolean;
}

/** Words in front of a variant that say which line of versions is meant: `stable-alpine`. */
const CHANNELS = new Set("stable oldstable testing unstable mainline lts current rc".split(" "));

/** Those that a table without versions and channels means by all its rows. */
const PRESENT_CHANNELS = new Set("stable mainline lts current".split(" "));

/** Architectures behind a tag of Google's distroless images. */
const ARCHITECTURES = new Set("amd64 arm64 arm s390x ppc64le riscv64".split(" "));

/**
 * Reads a tag as its family's images are tagged: which variant it names and on which release that stands.
 * Undefined where the table does not know such a tag.
 */
export function resolveTag(family: Family, parts: TagParts, options: ResolveOptions): Resolved | undefined {
  const words = family.hasArchitectures ? withoutArchitecture(parts.words) : parts.words;
  const named = readAlias(family, parts, words);
  const found = findVariant(family, named.words, parts);
  if (found === undefined) return undefined;
  const { key, channel, written } = found;
  const variant = family.variant(key);
  if (variant === undefined) return undefined;
  const name = named.alias ?? channel;
  const tables = { key, written, name, isChannel: channel !== undefined, version: named.version };
  const fixed = parts.release ?? namedRelease(family, parts.versionText);
  const releases = findReleases(family, variant, tables, fixed, options);
  if (releases === undefined) return undefined;
  const hasSystem = variant.base !== undefined || family.systems.size > 0;
  return {
    variantKey: key,
    variant,
    version: named.version,
    versionText: named.versionText,
    releases,
    hasSystem,
  };
}

function withoutArchitecture(words: readonly string[]): readonly string[] {
  const kept = ARCHITECTURES.has(words.at(-1) ?? "") ? words.slice(0, -1) : words;
  return kept.length === 1 && kept[0] === "latest" ? [] : kept;
}

/** The version that a tag says, or that its first word stands for. */
function readAlias(family: Family, parts: TagParts, words: readonly string[]) {
  const [first = ""] = words;
  const alias = parts.version === undefined ? family.aliases.get(first) : undefined;
  if (alias === undefined) {
    return { version: parts.version, versionText: parts.versionText, alias: undefined, words };
  }
  return { version: parseNumbers(alias), versionText: alias, alias: first, words: words.slice(1) };
}

function findVariant(family: Family, words: readonly string[], parts: TagParts) {
  const keyOf = (written: string) =>
    family.variantAliases.get(written) ?? (family.variant(written) === undefined ? undefined : written);
  const written = words.join("-");
  const key = keyOf(written) ?? family.variantAliases.get(parts.allWords.join("-"));
  if (key !== undefined) return { key, channel: undefined, written };
  const [first = "", ...rest] = words;
  if (!CHANNELS.has(first)) return undefined;
  const behind = keyOf(rest.join("-"));
  return behind === undefined ? undefined : { key: behind, channel: first, written: rest.join("-") };
}

/** Where to look for a tag's rows. */
interface TableKeys {
  readonly key: string;
  readonly written: string;
  /** A channel or an alias of a version. */
  readonly name: string | undefined;
  readonly isChannel: boolean;
  readonly version: VersionNumbers | undefined;
}

function findReleases(
  family: Family,
  variant: Variant,
  keys: TableKeys,
  fixed: string | undefined,
  options: ResolveOptions,
): readonly Release[] | undefined {
  if (family.systems.size > 0) return releaseOfRepository(family, keys.key, options.repository);
  if (variant.base === undefined) return fixed === undefined ? [] : [{ name: fixed, system: "" }];
  const place = (name: string, since?: string): Release | undefined => {
    const system = systemOf(variant.base, name);
    return system === undefined ? undefined : { name, system, ...(since !== undefined && { since }) };
  };
  if (fixed !== undefined) {
    const release = place(fixed);
    return release === undefined ? undefined : [release];
  }
  if (!family.hasTables) return [];
  const rows = findRows(family, keys, options);
  if (rows === undefined) return undefined;
  const releases = rows.map((row) => place(row.release, row.since));
  return releases.every((release) => release !== undefined) ? releases : undefined;
}

function releaseOfRepository(
  family: Family,
  key: string,
  repository: string,
): readonly Release[] | undefined {
  const name = family.systems.get(repository);
  if (name === undefined || name === null) return undefined;
  return [{ name, system: key.startsWith("debug") ? `${name}-debug` : name }];
}

/** The release that a version names by itself: `alpine:3.20.1` is alpine-3.20, `debian:9` is debian-9. */
function namedRelease(family: Family, versionText: string | undefined): string | undefined {
  const numbers = versionText?.split(".").slice(0, family.releaseNumbers) ?? [];
  if (family.releaseNumbers === 0 || numbers.length < family.releaseNumbers) return undefined;
  return `${family.name}-${numbers.join(".")}`;
}

/**
 * The system of a release in a variant, or undefined where the two do not go together: nobody builds an Alpine
 * variant on Debian.
 */
function systemOf(base: Variant["base"], release: string): string | undefined {
  const dash = release.lastIndexOf("-");
  const distribution = dash === -1 ? release : release.slice(0, dash);
  const template = typeof base === "string" ? base : base?.get(distribution);
  if (template === undefined) return undefined;
  if (!template.includes("{")) return release === template ? template : undefined;
  if (template.startsWith("alpine-") !== (distribution === "alpine")) return undefined;
  return template.replace("{release}", release.slice(dash + 1));
}

function findRows(family: Family, keys: TableKeys, options: ResolveOptions): readonly Row[] | undefined {
  const all = namedRows(family, keys) ?? (keys.isChannel ? undefined : plainRows(family, keys));
  if (all === undefined) return undefined;
  const rows = all.filter(({ since }) => options.at === undefined || since <= options.at);
  if (rows.length === 0) return undefined;
  const { version } = keys;
  const isPinned = version !== undefined && version.length > family.depth;
  if (isPinned) return pinnedRows(rows, version);
  return options.hasDigest ? distinct(rows) : rows.slice(-1);
}

/** The rows of a channel or an alias: in a table of its own, or a series of its own. */
function namedRows(family: Family, keys: TableKeys): readonly Row[] | undefined {
  const { name, written } = keys;
  if (name === undefined) return undefined;
  const own = family.table(written === "" ? name : `${name}-${written}`);
  if (own !== undefined) return seriesRows(own, family.depth, keys.version);
  const table = family.table(written) ?? family.table(keys.key);
  const isPresent = table?.isNumbered === false && PRESENT_CHANNELS.has(name);
  return table?.rows(name) ?? (isPresent ? table.rows("*") : undefined);
}

function plainRows(family: Family, { written, key, version }: TableKeys): readonly Row[] | undefined {
  const table = family.table(written) ?? family.table(key);
  return table === undefined ? undefined : seriesRows(table, family.depth, version);
}

function seriesRows(
  table: Table,
  depth: number,
  version: VersionNumbers | undefined,
): readonly Row[] | undefined {
  if (version === undefined || !table.isNumbered) return table.rows("*");
  return table.rows(version.slice(0, depth).join("."));
}

/**
 * The rows that a pinned version may stand on: of those whose first pinned version is not newer, the last one.
 * Where the rows are out of order (a change was taken back, or a row tells its version with fewer numbers or
 * not at all), several fit, and nobody knows which was built last.
 */
function pinnedRows(rows: readonly Row[], version: VersionNumbers): readonly Row[] | undefined {
  const numbers = (row: Row) => (row.firstPinned === undefined ? undefined : parseNumbers(row.firstPinned));
  const fitting = rows.filter((row) => compareNumbers(numbers(row) ?? [], version) <= 0);
  let anchor = 0;
  fitting.forEach((row, at) => {
    const isNewer = compareNumbers(numbers(row) ?? [], numbers(fitting[anchor] ?? row) ?? []) >= 0;
    if (row.firstPinned !== undefined && isNewer) anchor = at;
  });
  return fitting.length === 0 ? undefined : distinct(fitting.slice(anchor));
}

/** The rows without those of a release that a later row names again. */
function distinct(rows: readonly Row[]): readonly Row[] {
  return rows.filter(({ release }, at) => rows.findLastIndex((row) => row.release === release) === at);
}
