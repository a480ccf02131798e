import { field, fields, type Json, keep, list, text, textList } from "./json.ts";

/** What Docker and BuildKit search where an image sets no PATH; the table writes it as dots. */
const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * Families whose version is the release itself, by how many of its numbers name one: the table says so of
 * Alpine in prose, and old releases of the others have no row.
 */
const RELEASE_NUMBERS: ReadonlyMap<string, number> = new Map([
  ["alpine", 2],
  ["debian", 1],
  ["ubuntu", 2],
]);

const LISTS = ["commands", "commands_maybe", "commands_absent", "packages"] as const;

/** A system with its lists as words. Null means "none" in some fields and "not known" in others, so it stays. */
export function compactSystem(system: Json): Json {
  return keep({
    ...Object.fromEntries(fields(system).filter(([name]) => SYSTEM_FIELDS.has(name))),
    ...Object.fromEntries(LISTS.map((name) => [name, compactDelta(field(system, name))])),
    users: compactAccounts(field(system, "users"), ["uid", "gid", "home", "shell"]),
    groups: compactAccounts(field(system, "groups"), ["gid"]),
    users_absent: textList(field(system, "users_absent")).join(" "),
  });
}

const SYSTEM_FIELDS = new Set(
  (
    "parent os release codename flavour package_manager libc shell ca_certificates tzdata basis " +
    "commands_complete users_complete packages_complete notes source"
  ).split(" "),
);

/** A family with its lists as words; what is not understood is told in `problems`. */
export function compactFamily(name: string, family: Json, problems: string[]): Json {
  const dropsArchitecture = field(family, "tag_suffixes") !== undefined;
  const variants = fields(field(family, "variants")).map(([key, variant]) => {
    const own = [...fields(field(family, "env")), ...fields(field(variant, "env"))];
    const env = own.map(([variable, value]) => [
      variable,
      compactValue(text(value), key, `${name}: ${variable}`, problems),
    ]);
    return [key, compactVariant(variant, Object.fromEntries(env))];
  });
  return keep({
    repositories: field(family, "by_repository"),
    depth: field(family, "series_depth"),
    release: RELEASE_NUMBERS.get(name),
    aliases: field(family, "aliases"),
    variant_aliases: field(family, "variant_aliases"),
    architecture: dropsArchitecture ? true : undefined,
    defaults: Object.fromEntries(
      fields(field(family, "defaults")).map(([variant, table]) => [variant, compactTable(table)]),
    ),
    uncertain: field(family, "defaults_certain") === false ? true : undefined,
    derived: compactDerived(field(family, "derived")),
    variants: Object.fromEntries(variants),
    when: list(field(family, "when")).map((when) => ({
      version: text(field(when, "version")),
      ...keep({
        commands: compactDelta(field(when, "commands")),
        commands_maybe: textList(field(when, "commands_maybe")).join(" "),
      }),
    })),
    entrypoint: field(family, "entrypoint"),
    notes: field(family, "notes"),
    source: field(family, "source"),
  });
}

function compactVariant(variant: Json, env: Json): Json {
  const bySystem = field(variant, "by_system");
  return keep({
    ...compactLayer(variant),
    base: field(variant, "base"),
    commands_maybe: textList(field(variant, "commands_maybe")).join(" "),
    commands_absent: textList(field(variant, "commands_absent")).join(" "),
    complete_on: textList(field(variant, "commands_complete_on")).join(" "),
    by_system:
      typeof bySystem === "string"
        ? bySystem
        : Object.fromEntries(fields(bySystem).map(([name, layer]) => [name, compactLayer(layer)])),
    env,
    ...Object.fromEntries(fields(variant).filter(([name]) => VARIANT_FIELDS.has(name))),
  });
}

const VARIANT_FIELDS = new Set(
  "entrypoint cmd workdir user stopsignal exposed_ports volumes ca_certificates tzdata notes".split(" "),
);

function compactLayer(layer: Json): { readonly [name: string]: Json } {
  return keep({
    commands: compactDelta(field(layer, "commands")),
    packages: compactDelta(field(layer, "packages")),
    users: compactAccounts(field(layer, "users"), ["uid", "gid", "home", "shell"]),
    groups: compactAccounts(field(layer, "groups"), ["gid"]),
  });
}

/** Rows as `system since first-pinned`, joined with commas; a text names another variant's table. */
function compactTable(table: Json): Json {
  if (typeof table === "string") return table;
  return Object.fromEntries(
    fields(table).map(([series, rows]) => [
      series,
      list(rows)
        .map((row) => textList(row).join(" "))
        .join(","),
    ]),
  );
}

function compactDerived(derived: Json | undefined): Json {
  return fields(derived).map(([pattern, value]) => [
    pattern,
    text(field(value, "family")),
    textList(field(field(value, "commands"), "add")).join(" "),
  ]);
}

/** A delta as its added words, and the removed ones where there are any. */
function compactDelta(delta: Json | undefined): Json | undefined {
  const [added, removed] = [field(delta, "add"), field(delta, "remove")].map((names) => {
    // A line of a file listing is among the names of one system: no name has a space.
    return textList(names).filter((name) => !/\s/.test(name));
  });
  if (!added?.length && !removed?.length) return undefined;
  return removed?.length ? [added?.join(" ") ?? "", removed.join(" ")] : (added?.join(" ") ?? "");
}

/** Accounts as in /etc/passwd, `name:uid:gid:home:shell`, what is not known left empty. */
function compactAccounts(delta: Json | undefined, names: readonly string[]): Json | undefined {
  const added = list(field(delta, "add")).map((account) => {
    return ["name", ...names].map((name) => field(account, name) ?? "").join(":");
  });
  const removed = textList(field(delta, "remove"));
  if (added.length === 0 && removed.length === 0) return undefined;
  return removed.length > 0 ? [added.join(" "), removed.join(" ")] : added.join(" ");
}

/**
 * The value of a variable: null where only its being set is known, a list of conditions and values where it
 * depends on the version. The table writes such things as remarks in parentheses.
 */
function compactValue(value: string, variant: string, where: string, problems: string[]): Json {
  if (value === "*") return null;
  const [, plain = value, remark] = /^(.*) \((.*)\)$/.exec(value) ?? [];
  const written = plain.replace(/^\.\.\.:/, `${DEFAULT_PATH}:`);
  if (remark === undefined) return written;
  const debug = /^debug: \+ (\S+)$/.exec(remark)?.[1];
  if (debug !== undefined) return variant.startsWith("debug") ? written + debug : written;
  const before = /^before (\d+)$/.exec(remark)?.[1];
  if (before !== undefined) return [[`<${before}`, written]];
  const [, from, later] = /^(\d+): (\S+)$/.exec(remark) ?? [];
  if (from !== undefined && later !== undefined) {
    return [
      [`<${from}`, written],
      [`>=${from}`, later],
    ];
  }
  problems.push(`${where} has a remark that nobody understands: ${remark}`);
  return null;
}
