import { encodeSource } from "../base/index.ts";

// Below the surrogates the order of UTF-16 units is the order of UTF-8 bytes; from there on it is not.
const FIRST_UNSAFE_UNIT = 0xd800;
const UNSAFE_UNIT = /[\ud800-\uffff]/;

/**
 * Orders two names or paths by their bytes as stored, which is how file systems, Go and Git sort; the usual
 * comparison of strings differs beyond U+D7FF.
 */
export function compareByBytes(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let at = 0; at < end; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    if (left < FIRST_UNSAFE_UNIT && right < FIRST_UNSAFE_UNIT) return left - right;
    return Buffer.compare(encodeSource(a), encodeSource(b));
  }
  // One may end in the middle of nothing: a common start of whole characters is also a common start of bytes.
  return a.length - b.length;
}

/** Sorts names or paths in place, by their bytes. */
export function sortByBytes(names: string[]): string[] {
  return names.some((name) => UNSAFE_UNIT.test(name)) ? names.sort(compareByBytes) : names.sort();
}

/** Sorts values in place by the bytes of their names. */
export function sortNamedByBytes<T extends { readonly name: string }>(values: T[]): T[] {
  if (values.some((value) => UNSAFE_UNIT.test(value.name))) {
    return values.sort((a, b) => compareByBytes(a.name, b.name));
  }
  return values.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
