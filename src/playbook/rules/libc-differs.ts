import { posix } from "node:path";
import type { EvaluatedStage, Libc, StageState, Step } from "../../stage/index.ts";
import { destinationOf } from "../context/brought.ts";
import { type CopiedFromStage, copiedFromStages } from "../context/copied-from-stages.ts";
import { defineRule } from "../define-rule.ts";
import { imageName } from "../image/image-name.ts";
import { stagesOf } from "../install/build-tools.ts";
import { installsOf, isWithin, type LanguageInstall } from "../install/installs.ts";
import { installedPackages, isNative } from "../install/native-packages.ts";
import { placeAt } from "../place.ts";
import { goLinking } from "../program/go-program.ts";
import { pythonCopies } from "../program/python-copies.ts";
import { isLinkedWithGlibc } from "../program/rust-program.ts";
import type { ContextView } from "../subject.ts";

/**
 * Reports programs of C, Rust and Go, and packages of Node.js and Python, that are made for one C library and copied
 * to where it is not: from Debian to Alpine and back, to `scratch`, or to distroless static.
 */
export const rule = defineRule({
  name: "libc-differs",
  practice: "works",
  severity: "error",
  fix: "never",
  replaces: [],

  onStage(stage, report, { evaluated, context }) {
    if (stage.role !== "shipped") return;
    for (const copied of copiedFromStages(stage)) {
      const linked = linkedOf(copied, stage, context);
      const lack = linked === undefined ? undefined : lackOf(stage, linked.libc);
      if (linked === undefined || lack === undefined) continue;
      const at = placeAt(evaluated.dockerfile, copied.instruction, copied.word.span);
      const mend = linked.mend === undefined ? "" : `; ${linked.mend}`;
      report({ at, message: `${linked.what} ${linked.libc}, and ${imageName(stage)} has ${lack}${mend}` });
    }
  },
});

interface Linked {
  /** The program, or the package, and its verb. */
  readonly what: string;
  readonly libc: Libc;
  readonly mend?: string;
}

function linkedOf(copied: CopiedFromStage, stage: EvaluatedStage, context: ContextView): Linked | undefined {
  const { path, from } = copied;
  const name = posix.basename(path);
  if (isLinkedWithGlibc(path, from)) return { what: `${name} is linked with`, libc: "glibc" };
  const go = goLinking(copied, stage, context);
  if (go !== undefined) {
    const mend = go.needsC ? "-extldflags=-static would link it whole" : "CGO_ENABLED=0 builds it without";
    return { what: `${name} is linked with`, libc: go.libc, mend };
  }
  const { content } = from.end.files.lookUp(path);
  if (content?.kind === "binary" && content.language === "c" && content.isStatic === "no") {
    const { libc } = content;
    if (libc !== undefined) {
      return { what: `${name} is linked with`, libc, mend: "-static would link it whole" };
    }
  }
  return linkedPackage(copied, stage, context);
}

/** A package with a compiled part in a folder of packages that is copied. */
function linkedPackage(
  { path, from, step }: CopiedFromStage,
  stage: EvaluatedStage,
  context: ContextView,
): Linked | undefined {
  const { base } = from.start;
  if (base.kind !== "known" || (base.image.libc !== "glibc" && base.image.libc !== "musl")) return undefined;
  const { libc } = base.image;
  // What installs once more puts its own in place.
  if (installsOf(step).length > 0 || stage.steps.some((each) => reinstalls(each))) return undefined;
  const isPython = pythonCopies(stage).some((python) => python.step === step);
  // A site that was built with a package is served without it.
  if (!isPython && !runsNode(stage)) return undefined;
  const steps = stagesOf(from).flatMap((part) => part.steps);
  for (const each of steps) {
    const found = installedPackages(each, steps, isPython ? "python" : "node", context).find((asked) => {
      if (!isNative(asked, isPython ? "python" : "node") || isForOther(asked.install)) return false;
      const { target } = asked.install;
      return isPython ? target === undefined || isWithin(target, path) : isWithin(target ?? "/", path);
    });
    if (found !== undefined) return { what: `${found.name} in ${path} is built for`, libc };
  }
  return undefined;
}

function runsNode({ end: { base, packages } }: EvaluatedStage): boolean {
  const interpreters = base.kind === "known" ? base.image.interpreters : [];
  return interpreters.some(({ language }) => language === "node") || packages.get("nodejs") === "yes";
}

function reinstalls({ run }: Step): boolean {
  return (run?.commands ?? []).some(({ name }) =>
    /^(?:npm|npx|yarn|pnpm|bun|pip[0-9.]*|uv)$/.test(name ?? ""),
  );
}

function isForOther({ options, use }: LanguageInstall): boolean {
  if (options.has("--ignore-scripts") || options.has("-g")) return true;
  return use.words.some(({ value }) => /^--(?:libc|os|cpu|platform|no-binary|target_)/.test(value));
}

/** What a stage has in place of a C library; undefined where it may have that, or something that stands in for it. */
function lackOf(stage: EvaluatedStage, libc: Libc): string | undefined {
  const { end } = stage;
  const { base } = end;
  if (bringsLibrary(stage) || end.isOpen) return undefined;
  if (base.kind === "empty") return "no C library";
  if (base.kind !== "known") return undefined;
  if (base.image.libc === "none") return "no C library";
  if (base.image.libc === libc || base.image.libc === "maybe" || hasStandIn(end)) return undefined;
  return base.image.libc;
}

function hasStandIn({ packages }: StageState): boolean {
  return [...packages.entries()].some(([name, known]) => {
    return known !== "no" && /^(?:gcompat|libc6-compat|glibc.*|musl.*|\*)$/.test(name);
  });
}

function bringsLibrary(stage: EvaluatedStage): boolean {
  return stagesOf(stage).some(({ steps }) =>
    steps.some((step: Step) => {
      const { instruction } = step;
      // A link from one loader's name to the other's is an old makeshift.
      if (
        step.run?.commands.some(({ words }) => words.some(({ raw }) => /ld-linux|ld-musl|\/lib64/.test(raw)))
      )
        return true;
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
