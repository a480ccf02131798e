import type { Whether } from "../base/index.ts";
import { decodeLayer, decodeNames, type Layer, type NameDelta } from "./layer.ts";
import {
  field,
  fields,
  findRecord,
  type Json,
  listOf,
  numberOf,
  type RecordTexts,
  textListOf,
  textOf,
  wordsOf,
} from "./records.ts";
import { readWhether } from "./system.ts";

/** A row of a table: on which release tags stood since a day, from which pinned version on. */
export interface Row {
  readonly release: string;
  /** The day, as `2025-08-09`. */
  readonly since: string;
  readonly firstPinned?: string;
}

/** A variable's value: undefined where only its being set is known, conditions where it depends on the version. */
export type EnvironmentValue = string | undefined | readonly (readonly [condition: string, value: string])[];

/** One variant of an image family: what it adds to the system below it, and what its configuration sets. */
export interface Variant {
  readonly layer: Layer;
  /** What it is built on; `{release}` is the release's. A map picks by distribution. Undefined: see `Family`. */
  readonly base: string | ReadonlyMap<string, string> | undefined;
  readonly commandsMaybe: ReadonlySet<string>;
  readonly commandsAbsent: ReadonlySet<string>;
  /** The releases on which its commands are listed in full. */
  readonly completeOn: ReadonlySet<string>;
  /** What it adds on one release only. */
  readonly layerOn: (release: string) => Layer | undefined;
  readonly environment: ReadonlyMap<string, EnvironmentValue>;
  readonly entrypoint: readonly string[] | undefined;
  readonly cmd: readonly string[] | undefined;
  readonly workdir: string | undefined;
  readonly user: string | undefined;
  readonly stopSignal: string | undefined;
  readonly ports: readonly string[] | undefined;
  readonly volumes: readonly string[] | undefined;
  readonly caCertificates: Whether;
  readonly tzdata: Whether;
  readonly notes: readonly string[];
}

/** What some versions of a family add. */
export interface When {
  readonly version: string;
  readonly commands: NameDelta;
  readonly commandsMaybe: readonly string[];
}

/** Images that are made alike, and how their tags are read. */
export interface Family {
  readonly name: string;
  /** The system that each repository stands for; null where its contents are not known. Empty: tags decide. */
  readonly systems: ReadonlyMap<string, string | null>;
  /** How many numbers of a version name a series. */
  readonly depth: number;
  /** How many numbers of a version name the release itself; 0 where a version is none. */
  readonly releaseNumbers: number;
  /** Names that stand for a version: `lts`. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly variantAliases: ReadonlyMap<string, string>;
  /** Whether tags may end in an architecture. */
  readonly hasArchitectures: boolean;
  readonly hasTables: boolean;
  /** The rows of a variant's table by series, or undefined where it has no table. */
  readonly table: (variant: string) => Table | undefined;
  readonly derived: readonly {
    readonly pattern: string;
    readonly family: string;
    readonly commands: readonly string[];
  }[];
  readonly variant: (key: string) => Variant | undefined;
  readonly when: readonly When[];
  readonly notes: readonly string[];
  readonly source: readonly string[];
}

/** On which releases the tags of a variant stood. */
export interface Table {
  /** Whether some series is a number, so that a version must be among them. */
  readonly isNumbered: boolean;
  readonly rows: (series: string) => readonly Row[] | undefined;
}

/** Tables name each other; more than this many names in a row is a circle. */
const MAXIMUM_HOPS = 4;

/** A family by its name; undefined where the table has none. Each is decoded once, into `known`. */
export function findFamily(texts: RecordTexts, name: string, known: Map<string, Family>): Family | undefined {
  const found = known.get(name);
  if (found !== undefined) return found;
  const value = findRecord(texts, "family", name);
  if (value === undefined) return undefined;
  const family = decode(name, value);
  known.set(name, family);
  return family;
}

function decode(name: string, value: Json): Family {
  const variants = new Map<string, Variant>();
  const entrypoint = textListOf(field(value, "entrypoint"));
  return {
    name,
    systems: new Map(
      fields(field(value, "repositories")).map(([repository, system]) => [
        repository,
        textOf(system) ?? null,
      ]),
    ),
    depth: numberOf(field(value, "depth")) ?? 1,
    releaseNumbers: numberOf(field(value, "release")) ?? 0,
    aliases: textMap(field(value, "aliases")),
    variantAliases: textMap(field(value, "variant_aliases")),
    hasArchitectures: field(value, "architecture") === true,
    hasTables: fields(field(value, "defaults")).length > 0,
    table: (variant) => findTable(field(value, "defaults"), variant),
    derived: listOf(field(value, "derived")).map((item) => {
      const [pattern, family, commands] = listOf(item);
      return { pattern: textOf(pattern) ?? "", family: textOf(family) ?? "", commands: wordsOf(commands) };
    }),
    variant: (key) => {
      const known = variants.get(key);
      if (known !== undefined) return known;
      const all = field(value, "variants");
      const own = field(all, key);
      if (own === undefined) return undefined;
      const variant = decodeVariant(own, all, entrypoint);
      variants.set(key, variant);
      return variant;
    },
    when: listOf(field(value, "when")).map((when) => ({
      version: textOf(field(when, "version")) ?? "",
      commands: decodeNames(field(when, "commands")),
      commandsMaybe: wordsOf(field(when, "commands_maybe")),
    })),
    notes: textListOf(field(value, "notes")) ?? [],
    source: textListOf(field(value, "source")) ?? [],
  };
}

function findTable(tables: Json | undefined, variant: string): Table | undefined {
  let table = field(tables, variant);
  for (let hops = 0; typeof table === "string" && hops < MAXIMUM_HOPS; hops++) table = field(tables, table);
  if (table === undefined || typeof table === "string") return undefined;
  const found = table;
  return {
    isNumbered: fields(found).some(([series]) => /^\d/.test(series)),
    rows: (series) => {
      const rows = field(found, series);
      return typeof rows === "string" ? decodeRows(rows) : undefined;
    },
  };
}

function decodeRows(text: string): readonly Row[] {
  if (text === "") return [];
  return text.split(",").map((row) => {
    const [release = "", since = "", firstPinned] = row.split(" ");
    return { release, since, ...(firstPinned !== undefined && { firstPinned }) };
  });
}

function decodeVariant(
  value: Json,
  all: Json | undefined,
  entrypoint: readonly string[] | undefined,
): Variant {
  const base = field(value, "base");
  const bySystem = field(value, "by_system");
  // A text names the variant whose parts these are as well.
  const parts = typeof bySystem === "string" ? field(field(all, bySystem), "by_system") : bySystem;
  const layers = new Map<string, Layer>();
  return {
    layer: decodeLayer(value),
    base: textOf(base) ?? (fields(base).length > 0 ? textMap(base) : undefined),
    commandsMaybe: new Set(wordsOf(field(value, "commands_maybe"))),
    commandsAbsent: new Set(wordsOf(field(value, "commands_absent"))),
    completeOn: new Set(wordsOf(field(value, "complete_on"))),
    layerOn: (release) => {
      const part = field(parts, release);
      if (part === undefined) return undefined;
      const layer = layers.get(release) ?? decodeLayer(part);
      layers.set(release, layer);
      return layer;
    },
    environment: new Map(
      fields(field(value, "env")).map(([variable, given]) => [variable, decodeValue(given)]),
    ),
    entrypoint: textListOf(field(value, "entrypoint")) ?? entrypoint,
    cmd: textListOf(field(value, "cmd")),
    workdir: textOf(field(value, "workdir")),
    user: textOf(field(value, "user")),
    stopSignal: textOf(field(value, "stopsignal")),
    ports: textListOf(field(value, "exposed_ports")),
    volumes: textListOf(field(value, "volumes")),
    caCertificates: readWhether(field(value, "ca_certificates"), "maybe"),
    tzdata: readWhether(field(value, "tzdata"), "maybe"),
    notes: textListOf(field(value, "notes")) ?? [],
  };
}

function decodeValue(value: Json): EnvironmentValue {
  if (typeof value === "string") return value;
  if (value === null) return undefined;
  return listOf(value).map((item) => {
    const [condition, given] = listOf(item);
    return [textOf(condition) ?? "", textOf(given) ?? ""] as const;
  });
}

function textMap(value: Json | undefined): ReadonlyMap<string, string> {
  return new Map(fields(value).map(([name, text]) => [name, typeof text === "string" ? text : ""]));
}
