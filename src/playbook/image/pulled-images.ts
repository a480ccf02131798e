import type { Span } from "../../base/index.ts";
import type { Instruction } from "../../dockerfile/index.ts";
import { type ImageReference, parseReference } from "../../reference/index.ts";
import type { StageLink } from "../../stage/index.ts";
import type { DockerfileSubject } from "../subject.ts";
import { isBareName, isOfficialImage } from "./official-images.ts";

/** An image that a build pulls, and the word that names it. */
export interface PulledImage {
  /** The name with variables replaced. */
  readonly name: string;
  readonly reference: ImageReference;
  readonly at: Span;
  readonly instruction: Instruction;
}

/**
 * The images that a Dockerfile pulls for certain: bases, and what COPY and mounts take files from. A base that
 * depends on an argument without a value is left out, and so is a bare name that may be a named context.
 */
export function pulledImages({ evaluated }: DockerfileSubject): readonly PulledImage[] {
  const images: PulledImage[] = [];
  for (const { stage, unset } of evaluated.fromWords) {
    const { from } = stage.section;
    if (stage.base.kind === "image" && unset.length === 0) {
      const { reference } = stage.base;
      images.push({ name: stage.baseName, reference, at: from.image.span, instruction: from });
    }
    for (const link of stage.links) {
      const image = linkedImage(link, evaluated.dockerfile.text);
      if (image !== undefined) images.push(image);
    }
  }
  return images;
}

function linkedImage(link: StageLink, text: string): PulledImage | undefined {
  if (link.source.kind !== "image") return undefined;
  const { name } = link.source;
  // A number stands for an image that is named elsewhere.
  if (name === "scratch" || name.includes("$") || /^[+-]?[0-9]+$/.test(link.word.value)) return undefined;
  if (isBareName(name) && !isOfficialImage(name)) return undefined;
  const reference = parseReference(name);
  if (reference.kind === "invalid") return undefined;
  return { name, reference, at: sourceNameSpan(link, text), instruction: link.instruction };
}

/** Where `--from=` of COPY or `from=` of a mount has its value; the whole flag where it is written in quotes. */
export function sourceNameSpan({ by, word }: StageLink, text: string): Span {
  if (!("flag" in by)) return word.span;
  const written = text.slice(word.span.start, word.span.end);
  const found = /(?:^|[,=])from=([^,"'\s]+)/i.exec(written);
  const value = found?.[1];
  if (found === null || value === undefined || value !== by.mount?.from) return word.span;
  const start = word.span.start + found.index + found[0].length - value.length;
  return { start, end: start + value.length };
}
