import type { Whether } from "../base/index.ts";
import type { ImageEntry, Interpreter } from "./image-entry.ts";
import type { OperatingSystem, RelatedImage } from "./known-base.ts";
import type { TagParts } from "./tag.ts";
import { parseNumbers } from "./version.ts";

/** How the tables are asked while relatives are looked for. */
export interface RelativeLookUp {
  readonly findEntry: (id: string) => ImageEntry | undefined;
  /** The identifiers of all entries. */
  readonly listEntries: () => readonly string[];
  readonly splitTag: (tag: string) => TagParts | undefined;
  /** The entry of a tag of a repository, or undefined where the tables do not know that there is such a tag. */
  readonly confirm: (repository: string, tag: string) => ImageEntry | undefined;
}

/** Smaller images of the same repository and version. */
export function slimmerImages(
  entry: ImageEntry,
  parts: TagParts,
  os: OperatingSystem,
  look: RelativeLookUp,
): readonly RelatedImage[] {
  return entry.slimmer.flatMap((id) => {
    const target = look.findEntry(id);
    if (target === undefined || target.repository !== entry.repository) return [];
    // Some kinds are smaller than the plain image and larger than another small one.
    const [own, theirs] = [entry.size?.compressedBytes, target.size?.compressedBytes];
    if (own !== undefined && theirs !== undefined && theirs >= own) return [];
    const tag = possibleTags(target, parts, os, look).find((tag) => {
      return look.confirm(entry.repository, tag)?.id === id;
    });
    if (tag === undefined) return [];
    const reference = `${familiarName(entry.repository)}:${tag}`;
    // The version is the one that the tag asks for.
    return [{ reference, id, size: target.size, interpreters: [], whetherSameVersion: "yes" as const }];
  });
}

/** The tags that this version and suite may have in another variant: some families write the suite last. */
function possibleTags(
  target: ImageEntry,
  parts: TagParts,
  os: OperatingSystem,
  look: RelativeLookUp,
): readonly string[] {
  const model = look.splitTag(tagOf(target.example));
  if (model === undefined) return [];
  const name =
    parts.versionText ?? parts.words.find((word) => /^(?:lts|current|stable|mainline)$/.test(word));
  const join = (...words: readonly (string | undefined)[]) =>
    words.filter((word) => word !== undefined).join("-");
  const variant = model.words.length === 0 ? undefined : model.words.join("-");
  if (target.os === "alpine") return [join(name, variant)];
  // A suite of one distribution names nothing in another.
  if (target.os !== os.distribution) return [];
  const suite = parts.suite ?? (model.suite === undefined ? undefined : os.codename);
  // Images of .NET that are cut down to what a program needs always name the suite.
  const isPlain = parts.suite === undefined && variant !== "chiseled";
  const plain = isPlain ? [join(name, variant)] : [];
  return [...plain, join(name, suite, variant), join(name, variant, suite)];
}

/**
 * Images with what a program needs and no more: those that the table names for this one, and their sisters of
 * other versions. Those that run the same version come first.
 */
export function distrolessImages(
  entry: ImageEntry,
  interpreters: readonly Interpreter[],
  depth: number,
  look: RelativeLookUp,
): readonly RelatedImage[] {
  const named = entry.distroless.flatMap((id) => look.findEntry(id) ?? []);
  const sisters = named.flatMap((model) => sistersOf(model, look));
  const all = new Map([...named, ...sisters].map((each) => [each.id, each]));
  const related = Array.from(all.values(), ({ id, example, size, interpreters: theirs }): RelatedImage => {
    const whetherSameVersion = compare(interpreters, theirs, depth);
    return { reference: example, id, size, interpreters: theirs, whetherSameVersion };
  });
  const order: readonly Whether[] = ["yes", "maybe", "no"];
  return related.sort((a, b) => order.indexOf(a.whetherSameVersion) - order.indexOf(b.whetherSameVersion));
}

/** Entries that differ in the language's version only: `distroless-nodejs22-debian13` of `…nodejs24…`. */
function sistersOf(model: ImageEntry, look: RelativeLookUp): readonly ImageEntry[] {
  const [, before, after] = /^(distroless-[a-z]+)\d+(-debian\d+)$/.exec(model.id) ?? [];
  if (before === undefined || after === undefined) return [];
  const isSister = (id: string) => {
    if (!id.startsWith(before) || !id.endsWith(after)) return false;
    return /^\d+$/.test(id.slice(before.length, id.length - after.length));
  };
  return look.listEntries().flatMap((id) => (isSister(id) ? (look.findEntry(id) ?? []) : []));
}

function compare(own: readonly Interpreter[], theirs: readonly Interpreter[], depth: number): Whether {
  for (const { language, version } of own) {
    const other = theirs.find((interpreter) => interpreter.language === language);
    if (other === undefined) continue;
    if (version === undefined || other.version === undefined) return "maybe";
    const [a, b] = [parseNumbers(version).slice(0, depth), parseNumbers(other.version).slice(0, depth)];
    if (a.length < depth || b.length < depth) return a[0] === b[0] ? "maybe" : "no";
    return a.join(".") === b.join(".") ? "yes" : "no";
  }
  return "maybe";
}

function tagOf(reference: string): string {
  const colon = reference.lastIndexOf(":");
  return colon > reference.lastIndexOf("/") ? reference.slice(colon + 1) : "";
}

/** `python` of `docker.io/library/python`. */
function familiarName(repository: string): string {
  return repository.replace(/^docker\.io\/(?:library\/(?=[^/]+$))?/, "");
}
