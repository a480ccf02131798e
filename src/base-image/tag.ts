import { parseNumbers, type VersionNumbers } from "./version.ts";

/** A tag cut into what it says. */
export interface TagParts {
  /** The version as written, without `v`. */
  readonly versionText: string | undefined;
  readonly version: VersionNumbers | undefined;
  /** The name of the release that a suite fixes: `debian-12`, `alpine-3.20`. */
  readonly release: string | undefined;
  /** The suite as written: `bookworm`, `alpine3.20`. */
  readonly suite: string | undefined;
  /** The remaining words in order, `alpine3.20` as `alpine`. */
  readonly words: readonly string[];
  /** All words but the version, suites as they stand. */
  readonly allWords: readonly string[];
}

/** Spec: OCI distribution-spec, "pulling manifests": what a tag may be. */
const TAG = /^\w[\w.-]{0,127}$/;

/** A version, alone or with the build that Temurin (`17.0.9_9`) and OpenJDK (`8u212`) write behind it. */
const VERSION = /^v?(\d+(?:\.\d+)*)(?:_\d+|u\d+)?$/;

/** A version at a tag's end, which only Deno writes; two numbers there are Alpine's. */
const LAST_VERSION = /^v?(\d+\.\d+\.\d+)$/;

/**
 * Cuts a tag at its dashes. No tag and `latest` say nothing. Undefined for what is no tag, and for a tag that
 * names two releases.
 */
export function splitTag(tag: string | undefined, suites: ReadonlyMap<string, string>): TagParts | undefined {
  if (tag === undefined || tag === "" || tag === "latest") return NOTHING;
  if (!TAG.test(tag)) return undefined;
  const all = tag.split("-");
  const first = VERSION.exec(all[0] ?? "")?.[1];
  const last = first === undefined ? LAST_VERSION.exec(all.at(-1) ?? "")?.[1] : undefined;
  const versionText = first ?? last;
  const allWords = all.slice(first === undefined ? 0 : 1, last === undefined ? undefined : -1);
  const words: string[] = [];
  const found: (readonly [release: string, suite: string])[] = [];
  for (let at = 0; at < allWords.length; at++) {
    const word = allWords[at] ?? "";
    const next = allWords[at + 1] ?? "";
    const alpine = /^alpine(\d+\.\d+)$/.exec(word)?.[1];
    const release = suites.get(word);
    if (release !== undefined) found.push([release, word]);
    else if (alpine !== undefined) found.push([`alpine-${alpine}`, word]);
    if (release === undefined) words.push(alpine === undefined ? word : "alpine");
    if (word === "alpine" && /^\d+\.\d+$/.test(next)) {
      found.push([`alpine-${next}`, `alpine-${next}`]);
      at++;
    }
  }
  if (found.some(([release]) => release !== found[0]?.[0])) return undefined;
  const [release, suite] = found[0] ?? [];
  const version = versionText === undefined ? undefined : parseNumbers(versionText);
  return { versionText, version, release, suite, words, allWords };
}

const NOTHING: TagParts = {
  versionText: undefined,
  version: undefined,
  release: undefined,
  suite: undefined,
  words: [],
  allWords: [],
};
