/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A field of an object; undefined where there is none, or no object. */
export function field(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The fields of an object in their order; none of anything else. */
export function fields(value: Json | undefined): readonly (readonly [string, Json])[] {
  return isObject(value) ? Object.entries(value) : [];
}

/** The items of a list; none of anything else. */
export function list(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

/** A text; the empty one for anything else. */
export function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** The texts of a list. */
export function textList(value: Json | undefined): readonly string[] {
  return list(value).filter((item) => typeof item === "string");
}

/** An object without the fields that say nothing: undefined, an empty text, list or object. */
export function keep(value: { readonly [name: string]: Json | undefined }): {
  readonly [name: string]: Json;
} {
  const said = Object.entries(value).filter((entry): entry is [string, Json] => !saysNothing(entry[1]));
  return Object.fromEntries(said);
}

function saysNothing(value: Json | undefined): boolean {
  if (value === undefined || value === "") return true;
  if (isList(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
