import type { BaseImages, KnownBase, RelatedImage } from "../../base-image/index.ts";
import { parseReference } from "../../reference/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { bottomStage, imageName } from "../image/image-name.ts";
import { isPackageManager } from "../install/package-managers.ts";
import { placeAt, placeOfKeyword } from "../place.ts";
import { startedProgram } from "../program/started.ts";
import { isForDevelopment } from "../shipped-stages.ts";

/** Reports shipped stages on a full image whose maker offers a smaller one of the same version and libraries. */
export const rule = defineRule({
  name: "general-purpose-base",
  practice: "minimal-base",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    const { base } = stage.start;
    const { bases } = evaluated.options;
    if (stage.role !== "shipped" || isForDevelopment(stage, evaluated)) return;
    if (base.kind !== "known" || bases === undefined) return;
    const slim = base.image.slimmer().find((related) => isSameKind(related, base.image, bases));
    if (slim === undefined) return;
    const { from } = stage.section;
    const { dockerfile } = evaluated;
    const isOwn = bottomStage(stage) === stage;
    const needed = neededBy(stage, base.image, slim, bases);
    report({
      at: isOwn ? placeAt(dockerfile, from, from.image.span) : placeOfKeyword(dockerfile, from),
      message: `${compare(imageName(stage), base.image, slim, bases)}${needed}`,
      fix: isOwn && needed === "" ? takeSlim(stage, base.image, slim) : undefined,
    });
  },
});

/** Another C library is no drop-in: what was compiled for one does not run with the other. */
function isSameKind({ reference }: RelatedImage, image: KnownBase, bases: BaseImages): boolean {
  const other = lookUp(reference, bases);
  return other !== undefined && other.libc !== "maybe" && other.libc === image.libc;
}

function lookUp(name: string, bases: BaseImages): KnownBase | undefined {
  const reference = parseReference(name);
  return reference.kind === "reference" ? bases.lookUp(reference) : undefined;
}

const MEGABYTE = 1_000_000;

/** How much smaller: what a registry sends, or at least, where of the smaller image only more than that is known. */
function compare(name: string, image: KnownBase, slim: RelatedImage, bases: BaseImages): string {
  const sent = image.size?.compressedBytes;
  const size = slim.size ?? lookUp(slim.reference, bases)?.size;
  const other = size?.compressedBytes ?? size?.uncompressedBytes;
  const saved = sent === undefined || other === undefined ? 0 : sent - other;
  if (saved < MEGABYTE) return `${name} carries more than ${slim.reference}, which is made to be shipped`;
  const rounded =
    saved < 100 * MEGABYTE ? Math.round(saved / MEGABYTE) : Math.floor(saved / MEGABYTE / 10) * 10;
  const about = size?.compressedBytes === undefined ? "at least" : "about";
  return `${name} is ${about} ${rounded} MB larger to pull than ${slim.reference}`;
}

/** Commands of the stage that the smaller image lacks. */
function neededBy(stage: EvaluatedStage, image: KnownBase, slim: RelatedImage, bases: BaseImages): string {
  const other = lookUp(slim.reference, bases);
  if (other === undefined) return "";
  const needed = new Set<string>();
  for (const { run } of stage.steps) {
    for (const { name } of run?.commands ?? []) {
      if (name === undefined || isPackageManager(name) || image.whetherCommand(name) !== "yes") continue;
      if (other.whetherCommand(name) === "no" && stage.end.packages.get(name) !== "yes") needed.add(name);
    }
  }
  const [first, ...rest] = needed;
  if (first === undefined) return "";
  const named = rest.length === 0 ? first : `${first} and ${rest.length === 1 ? rest[0] : "more"}`;
  return `; ${named} would have to be installed there`;
}

/** What a RUN may do that certainly needs nothing of the full image. */
const HARMLESS: ReadonlySet<string> = new Set([
  "os-packages",
  "account",
  "rights",
  "removal",
  "verification",
]);

/**
 * The smaller image, where nothing is compiled, installed by a language, unpacked or run that nobody knows, and
 * nothing from another stage may want libraries of the full one.
 */
function takeSlim(stage: EvaluatedStage, image: KnownBase, slim: RelatedImage): FoundFix | undefined {
  const { image: word } = stage.section.from;
  if (!/^[^$@]+:[^$@]+$/.test(word.value) || !/^[\w./:-]+$/.test(slim.reference)) return undefined;
  const isSystem = image.role === "os";
  const isPlain = stage.steps.every(({ instruction, run }) => {
    if (instruction.kind === "add") return false;
    if (instruction.kind === "copy") return instruction.from === undefined || isSystem || isJava(stage);
    if (instruction.kind !== "run") return true;
    return run !== undefined && !run.isPartial && run.facts.every(({ kind }) => HARMLESS.has(kind));
  });
  // A registry that mirrors the images under another name may not have this one.
  const isHub = slim.reference.split(":")[0] === word.value.split(":")[0];
  if (!isPlain || !isHub || startedProgram(stage) === undefined) return undefined;
  return {
    title: `Take ${slim.reference} as the base`,
    applicability: "unsafe",
    edits: [{ span: word.span, text: slim.reference }],
  };
}

function isJava(stage: EvaluatedStage): boolean {
  return startedProgram(stage)?.use.name === "java";
}
