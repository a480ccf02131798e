/** What a record of the tables can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** The kinds of records. */
export type RecordKind = "suites" | "repository" | "family" | "system" | "image" | "command";

/** The text of each kind: `%kind name&` and JSON, record behind record, and a last `%`. JSON escapes both signs. */
export type RecordTexts = { readonly [Kind in RecordKind]: string };

/** Names in the tables are printable, short, and without the signs that separate records. */
const NAME = /^[!-$'-~]{0,300}$/;

/**
 * The value of a record, or undefined where there is none. The text is searched for it and only then parsed: a
 * run needs a handful of them, and an index of all would cost more than it saves.
 */
export function findRecord(texts: RecordTexts, kind: RecordKind, name: string): Json | undefined {
  if (!NAME.test(name)) return undefined;
  const text = texts[kind];
  const head = `%${kind} ${name}&`;
  const at = text.indexOf(head);
  if (at === -1) return undefined;
  const value: Json = JSON.parse(text.slice(at + head.length, text.indexOf("%", at + head.length)));
  return value;
}

/** The names of all records of a kind, in their order. */
export function recordNames(texts: RecordTexts, kind: RecordKind): readonly string[] {
  return Array.from(texts[kind].matchAll(/%\S+ ([^&]*)&/g), ([, name = ""]) => name);
}

/** A field of an object; undefined where there is none, or no object. */
export function field(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The fields of an object in their order; none of anything else. */
export function fields(value: Json | undefined): readonly (readonly [string, Json])[] {
  return isObject(value) ? Object.entries(value) : [];
}

/** The items of a list; none of anything else. */
export function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

/** A text that is not empty; undefined for anything else. */
export function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A number; undefined for anything else. */
export function numberOf(value: Json | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** The texts of a list; undefined where there is no list. */
export function textListOf(value: Json | undefined): readonly string[] | undefined {
  return isList(value) ? value.filter((item) => typeof item === "string") : undefined;
}

/** Words behind each other, apart; none of anything that is no text. */
export function wordsOf(value: Json | undefined): readonly string[] {
  return typeof value === "string" && value !== "" ? value.split(" ") : [];
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
