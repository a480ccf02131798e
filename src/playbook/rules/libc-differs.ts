import { posix } from "node:path";
import type { CopyInstruction, Word } from "../../dockerfile/index.ts";
import type { EvaluatedStage, StageState, Step } from "../../stage/index.ts";
import { destinationOf } from "../brought.ts";
import { buildsOf, stagesOf } from "../build-tools.ts";
import { defineRule } from "../define-rule.ts";
import { imageName } from "../image-name.ts";
import { placeAt } from "../place.ts";

/**
 * Reports Rust programs that are linked with glibc and copied to where it is not: to Alpine, to `scratch`, or to
 * distroless static. Of other languages it is seldom certain what a program is linked with.
 */
export const rule = defineRule({
  name: "libc-differs",
  practice: "works",
  severity: "error",
  fix: "never",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    if (stage.role !== "shipped") return;
    const copied = copiedFromStages(stage).filter(({ path, from }) => isLinkedWithGlibc(path, from));
    const lack = copied.length === 0 ? undefined : lackOf(stage);
    if (lack === undefined) return;
    for (const { instruction, word, path } of copied) {
      report({
        at: placeAt(evaluated.dockerfile, instruction, word.span),
        message: `${posix.basename(path)} is linked with glibc, and ${imageName(stage)} has ${lack}`,
      });
    }
  },
});

/** Each source of a stage's COPY instructions that is taken from another stage. */
function copiedFromStages({ links, steps }: EvaluatedStage): readonly Copied[] {
  const sources = new Map(links.map(({ by, source }) => [by, source]));
  return steps.flatMap(({ instruction, triggeredAt, valueOf }): readonly Copied[] => {
    if (instruction.kind !== "copy" || triggeredAt !== undefined) return [];
    const source = sources.get(instruction);
    if (source?.kind !== "stage") return [];
    const from = source.stage;
    return instruction.sources.map((word) => {
      return { instruction, word, path: posix.normalize(`/${valueOf(word)}`), from };
    });
  });
}

interface Copied {
  readonly instruction: CopyInstruction;
  readonly word: Word;
  readonly path: string;
  readonly from: EvaluatedStage;
}

/** Cargo's folders for what it builds, with the target that was asked for, and the one for what it installs. */
const BUILT = /\/target\/(?:([a-z0-9_]+-[a-z0-9_]+-linux-[a-z0-9]+)\/)?(?:release|debug)\/[^/*?[]+$/;
const INSTALLED = /^\/usr\/local\/cargo\/bin\/[^/*?[]+$/;

/** Without a target of its own, Cargo builds for the system it runs on, and links its C library as it is there. */
function isLinkedWithGlibc(path: string, from: EvaluatedStage): boolean {
  const match = BUILT.exec(path);
  if (match === null && !INSTALLED.test(path)) return false;
  if (!stagesOf(from).some((part) => buildsOf(part).some(({ tool }) => tool === "cargo"))) return false;
  const target = match?.[1];
  if (target !== undefined ? !target.endsWith("-gnu") : !isOnGlibc(from)) return false;
  return !stagesOf(from).some(asksForAnother);
}

function isOnGlibc({ start }: EvaluatedStage): boolean {
  return start.base.kind === "known" && start.base.image.libc === "glibc";
}

/** Whether a step or a variable has to do with how C's library is linked. */
function asksForAnother({ steps, section }: EvaluatedStage): boolean {
  const words = /crt-static|musl|CARGO_BUILD_TARGET|cross\b|zigbuild/i;
  if (words.test(section.from.image.value)) return true;
  return steps.some(({ instruction, run, valueOf }) => {
    if (instruction.kind === "env") {
      return instruction.pairs.some(({ name, value }) => words.test(`${name.value} ${valueOf(value)}`));
    }
    if (instruction.kind === "arg")
      return instruction.arguments.some(({ name, value }) =>
        words.test(`${name.value} ${value?.value ?? ""}`),
      );
    return run?.commands.some(({ node }) => {
      const assigned = node.assignments.map(({ name, value }) => `${name} ${value?.raw ?? ""}`);
      return words.test([...assigned, ...node.words.map(({ raw }) => raw)].join(" "));
    });
  });
}

/** What a stage has in place of glibc; undefined where it may have that, or something that stands in for it. */
function lackOf(stage: EvaluatedStage): string | undefined {
  const { end } = stage;
  const { base } = end;
  if (bringsLibrary(stage) || end.isOpen) return undefined;
  if (base.kind === "empty") return "no C library";
  if (base.kind !== "known") return undefined;
  if (base.image.libc === "none") return "no C library";
  return base.image.libc === "musl" && !hasStandIn(end) ? "musl" : undefined;
}

function hasStandIn({ packages }: StageState): boolean {
  return [...packages.entries()].some(([name, known]) => {
    return known !== "no" && /^(?:gcompat|libc6-compat|glibc.*|\*)$/.test(name);
  });
}

function bringsLibrary(stage: EvaluatedStage): boolean {
  return stagesOf(stage).some(({ steps }) =>
    steps.some((step: Step) => {
      const { instruction } = step;
      if (instruction.kind !== "copy" && instruction.kind !== "add") return false;
      const path = destinationOf(step)?.path ?? "/";
      const isWhole =
        path === "/" && instruction.sources.some(({ value }) => /^\.?\/?$|[*?]|\/$/.test(value));
      return (
        isWhole ||
        /^\/(?:usr\/)?lib/.test(path) ||
        instruction.sources.some(({ value }) => /\/lib|ld-linux/.test(value))
      );
    }),
  );
}
