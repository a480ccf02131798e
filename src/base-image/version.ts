import type { Whether } from "../base/index.ts";

/** The numbers of a version: `3.12.4` is 3, 12 and 4. */
export type VersionNumbers = readonly number[];

/** Reads numbers with dots between them. */
export function parseNumbers(text: string): VersionNumbers {
  return text.split(".").map(Number);
}

/** Below, above or zero; a number that is not written is zero. */
export function compareNumbers(a: VersionNumbers, b: VersionNumbers): number {
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Whether a version meets a condition, `<3.13` or `>=10.0`. Version 3 stands for any 3.x, so whether it is
 * below 3.13 is "maybe", as it is for a version that is not known.
 */
export function whetherMeets(version: VersionNumbers | undefined, condition: string): Whether {
  const isBelow = condition.startsWith("<");
  const bound = parseNumbers(condition.slice(isBelow ? 1 : ">=".length));
  if (version === undefined) return "maybe";
  const difference = compareNumbers(version.slice(0, bound.length), bound.slice(0, version.length));
  const answer = (holds: boolean): Whether => (holds ? "yes" : "no");
  if (difference !== 0) return answer(isBelow === difference < 0);
  const isOpen = bound.slice(version.length).some((number) => number > 0);
  return isOpen ? "maybe" : answer(!isBelow);
}

/**
 * A text with the parts of a version that it names in braces; undefined where the version does not say them.
 * `{version}` is the whole one: a tag of fewer than three numbers stands for whichever is newest.
 */
export function expandVersion(text: string, version: VersionNumbers | undefined): string | undefined {
  if (!text.includes("{")) return text;
  let isKnown = true;
  const expanded = text.replace(/\{(major|mm|version)\}/g, (_, part: string) => {
    const wanted = part === "major" ? 1 : part === "mm" ? 2 : 3;
    const numbers = part === "version" ? version : version?.slice(0, wanted);
    if (numbers === undefined || numbers.length < wanted) isKnown = false;
    return numbers?.join(".") ?? "";
  });
  return isKnown ? expanded : undefined;
}

/** Whether a name is what a template may stand for: `python3.12` of `python{mm}`. */
export function isFromTemplate(name: string, template: string): boolean {
  const [before = "", after = ""] = template.split(/\{\w+\}/);
  if (!name.startsWith(before) || !name.endsWith(after)) return false;
  return /^\d+(\.\d+)*$/.test(name.slice(before.length, name.length - after.length));
}
