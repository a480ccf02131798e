import type { Applicability } from "../../base/index.ts";
import type { BaseImages, KnownBase } from "../../base-image/index.ts";
import { type ImageReference, parseReference, repositoryName } from "../../reference/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";
import { startedProgram } from "../program/started.ts";
import { nextMaintained, versionInTag } from "./end-of-life.ts";

/** What may stand in the place of a base that has come to its end. */
export interface NewerBase {
  readonly reference: string;
  readonly applicability: Applicability;
  /** What to look at, or until when it is mended. */
  readonly remark: string;
}

/** What is asked about: a base as it is written, its stage and those that stand on it. */
export interface OldBase {
  readonly written: string;
  readonly reference: ImageReference;
  readonly stages: readonly EvaluatedStage[];
  readonly bases: BaseImages;
  readonly today: string;
}

/**
 * The nearest image to one that has come to its end that its maker still mends, as far as the tables know it. It is
 * only advice where the version of a language or of the system's packages changes. Undefined where there is none.
 */
export function newerBase(old: OldBase): NewerBase | undefined {
  // A digest would have to be asked for, and a variable is set somewhere else.
  if (!/^[\w./:-]+$/.test(old.written)) return undefined;
  return ofJava(old) ?? ofDistroless(old) ?? ofVersion(old);
}

function lookUp(name: string, { bases, today }: OldBase): KnownBase | undefined {
  const reference = parseReference(name);
  const image = reference.kind === "reference" ? bases.lookUp(reference) : undefined;
  return image?.status === "supported" && image.whetherEndOfLife(today) !== "yes" ? image : undefined;
}

/** The long-term versions, of which Eclipse's builds go on where those of `openjdk` were given up. */
const JAVA =
  /^(8|11|17|21)(?:u\d+|(?:\.\d+)*)(?:-(jdk|jre))?(?:-(?:(alpine)[\d.]*|slim))?(?:-(?:stretch|buster|bullseye|bookworm|oracle|oraclelinux\d))?$/;

function ofJava(old: OldBase): NewerBase | undefined {
  if (repositoryName(old.reference) !== "docker.io/library/openjdk") return undefined;
  const [, version, kind = "jdk", alpine] = JAVA.exec(old.reference.tag ?? "") ?? [];
  if (version === undefined) return undefined;
  const take = (what: string) => `eclipse-temurin:${version}-${what}${alpine === undefined ? "" : "-alpine"}`;
  const isPlain = (reference: string) => {
    const image = lookUp(reference, old);
    return image !== undefined && old.stages.every((stage) => needsNothingElse(stage, image));
  };
  const shipped = old.stages.filter(({ role }) => role === "shipped");
  const startsJava = shipped.length > 0 && shipped.every(isStartedByJava);
  // What ships and starts java would carry a compiler on, which nobody asked for.
  const [runtime, whole] = [take("jre"), take(kind)];
  if (startsJava && isPlain(runtime))
    return { reference: runtime, applicability: "unsafe", remark: `which goes on with Java ${version}` };
  if (lookUp(whole, old) === undefined) return undefined;
  const isSame = isPlain(whole) && (shipped.length === 0 || kind === "jre");
  const remark = isSame ? `which goes on with Java ${version}` : "and see that its system has what is needed";
  return { reference: whole, applicability: isSame ? "unsafe" : "display-only", remark };
}

function isStartedByJava(stage: EvaluatedStage): boolean {
  return startedProgram(stage)?.use.name === "java";
}

/** Whether all that a stage runs is in the other image too, and nothing names a folder of the old one. */
function needsNothingElse({ steps }: EvaluatedStage, image: KnownBase): boolean {
  return steps.every(({ instruction, run }) => {
    if (/openjdk|\/jvm\/|\/usr\/java/.test(instruction.syntax.text.text)) return false;
    if (instruction.kind !== "run") return true;
    if (run === undefined || run.isPartial) return false;
    if (run.facts.some(({ kind }) => kind === "os-packages")) return false;
    return run.commands.every(({ name, words }) => {
      if (name === undefined) return words.length === 0;
      const [first, second] = words;
      if (SHELL_WORDS.has(name)) return true;
      if (first?.value.includes("/") === true) return false;
      // What a script of somebody's own needs is not seen.
      if (/^(?:ba|da|a)?sh$/.test(name) && second?.value.startsWith("-") !== true) return false;
      return image.whetherCommand(name) === "yes";
    });
  });
}

/** What a shell does itself. */
const SHELL_WORDS: ReadonlySet<string> = new Set(
  "cd echo export set test [ true false : umask exit".split(" "),
);

/** Those whose programs bring everything with them but libraries that newer releases have in the same form. */
const OF_LIBRARIES: ReadonlySet<string> = new Set(["static", "base", "base-nossl", "cc"]);

const NEWEST_RELEASE = 13;

function ofDistroless(old: OldBase): NewerBase | undefined {
  const [, front = "", kind = "", release] =
    /^(gcr\.io\/distroless\/([a-z0-9-]+?)-debian)(\d+)(?::|$)/.exec(old.written) ?? [];
  if (release === undefined) return undefined;
  const before = old.bases.lookUp(old.reference);
  for (let next = Number(release) + 1; next <= NEWEST_RELEASE; next++) {
    const reference = `${front}${next}${old.written.slice(front.length + release.length)}`;
    const after = lookUp(reference, old);
    if (after === undefined) continue;
    const isSame = before !== undefined && (OF_LIBRARIES.has(kind) || hasSameLanguage(before, after));
    const [language] = after.interpreters;
    const other = language === undefined ? "" : `, with ${language.language} ${language.version ?? ""}`;
    return {
      reference,
      applicability: isSame ? "unsafe" : "display-only",
      remark: isSame ? `the same on Debian ${next}` : `on Debian ${next}${other}`.trimEnd(),
    };
  }
  return undefined;
}

function hasSameLanguage(before: KnownBase, after: KnownBase): boolean {
  const [old, now] = [before, after].map(({ interpreters }) => interpreters[0]);
  if (old?.version === undefined || now?.version === undefined || old.language !== now.language) return false;
  return now.version === old.version || now.version.startsWith(`${old.version}.`);
}

/** Images whose data or programs do not depend on the version alone: of databases, the files on the volume do. */
const STEPPED: ReadonlySet<string> = new Set([
  "debian",
  "ubuntu",
  "alpine",
  "node",
  "python",
  "ruby",
  "php",
  "golang",
]);

function ofVersion(old: OldBase): NewerBase | undefined {
  const { reference, written } = old;
  const repository = repositoryName(reference);
  const name = /^docker\.io\/library\/([a-z]+)$/.exec(repository)?.[1];
  const isDotnet = /^mcr\.microsoft\.com\/dotnet\/(?:sdk|aspnet|runtime|runtime-deps)$/.test(repository);
  const known = isDotnet ? "dotnet" : name;
  const { tag } = reference;
  if (known === undefined || tag === undefined || !(isDotnet || STEPPED.has(known))) return undefined;
  const next = newerTag(known, tag, old);
  if (next === undefined || next === tag || !written.endsWith(`:${tag}`)) return undefined;
  const text = `${written.slice(0, -tag.length)}${next}`;
  const image = lookUp(text, old);
  // Of a language the table has to know the version, or nobody knows that there is one.
  if (image === undefined || image.interpreters.some(({ version }) => version === undefined))
    return undefined;
  const day = versionInTag(known, next)?.day;
  const remark =
    day === undefined ? "and try it" : `which is mended until ${day.slice(0, "2026-11".length)}, and try it`;
  return { reference: text, applicability: "display-only", remark };
}

/** Words of tags that mean the same in every version. */
const VARIANT = /^(?:slim|alpine|cli|fpm|apache|zts)$/;

function newerTag(name: string, tag: string, old: OldBase): string | undefined {
  const { today } = old;
  const own = versionInTag(name, tag);
  const isPast = own !== undefined && own.day < today;
  const next = own === undefined || !isPast ? undefined : nextVersion(name, own.version, old);
  if (isPast && next === undefined) return undefined;
  // Python 3 is another language.
  if (name === "python" && own?.version.startsWith("2")) return undefined;
  const patch = own === undefined ? "" : (/^(?:\.\d+)*/.exec(tag.slice(own.version.length))?.[0] ?? "");
  const head = next ?? `${own?.version ?? ""}${patch}`;
  const rest = tag.slice((own?.version.length ?? 0) + patch.length);
  const words = rest.split("-").map((word) => (word === "" ? "" : newerWord(name, word, today)));
  return words.includes(undefined) ? undefined : `${head}${words.join("-")}`;
}

/** More releases than anybody is behind. */
const MOST_RELEASES = 40;

function nextVersion(name: string, version: string, old: OldBase): string | undefined {
  if (name !== "golang") {
    // Nobody moves twice in a season where a step further lasts.
    const lasting = nextMaintained(name, version, threeMonthsAfter(old.today));
    return (lasting ?? nextMaintained(name, version, old.today))?.version;
  }
  // Of Go's newest two nobody knows the last day: it is that of a release to come.
  const minor = Number(version.split(".")[1]);
  for (let next = minor + 1; next <= minor + MOST_RELEASES; next++) {
    const day = versionInTag(name, `1.${next}`)?.day;
    if (day !== undefined && day < old.today) continue;
    const image = lookUp(`golang:1.${next}`, old);
    return image?.interpreters[0]?.version === `1.${next}` ? `1.${next}` : undefined;
  }
  return undefined;
}

/** A day to compare with, and not always one of the calendar. */
function threeMonthsAfter(day: string): string {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const [later, inYear] = month > 9 ? [year + 1, month - 9] : [year, month + 3];
  return `${later}-${String(inYear).padStart(2, "0")}-${String(date).padStart(2, "0")}`;
}

/** A word behind the version: a variant, or a system that may have come to its end as well. */
function newerWord(name: string, word: string, today: string): string | undefined {
  if (VARIANT.test(word)) return word;
  // One without a number moves on.
  if (/^alpine\d[\d.]*$/.test(word)) return "alpine";
  const release = name === "dotnet" ? undefined : versionInTag("debian", word);
  if (release === undefined || release.version !== word) return undefined;
  return release.day >= today ? word : nextMaintained("debian", word, today)?.version;
}
